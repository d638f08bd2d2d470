import org.jspecify.annotations.NullMarked;

/** Futures and await on the main context of GLib, for GIO. */
@NullMarked
module dev.millrace.glib {
    requires transitive dev.millrace.runtime;
    requires transitive org.gnome.gio;
    requires static transitive org.jspecify;

    exports dev.millrace.glib.abi;
    exports dev.millrace.glib.gio;
    exports dev.millrace.glib.loop;
    exports dev.millrace.glib.signal;
    exports dev.millrace.glib.source;
}
