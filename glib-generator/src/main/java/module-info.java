import org.jspecify.annotations.NullMarked;

/** Writes the futures of a library's asynchronous operations; used by builds alone. */
@NullMarked
module dev.millrace.glib.generator {
    requires jdk.compiler;
    requires static transitive org.jspecify;

    exports dev.millrace.glib.generator;
}
