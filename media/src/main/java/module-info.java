import org.jspecify.annotations.NullMarked;

/** The media model and its elements, on the contexts of the runtime. */
@NullMarked
module dev.millrace.media {
    requires transitive dev.millrace.runtime;
    requires static transitive org.jspecify;

    exports dev.millrace.caps;
    exports dev.millrace.codec;
    exports dev.millrace.element;
    exports dev.millrace.element.audio;
    exports dev.millrace.element.file;
    exports dev.millrace.element.queue;
    exports dev.millrace.element.rtp;
    exports dev.millrace.element.tcp;
    exports dev.millrace.element.test;
    exports dev.millrace.element.udp;
    exports dev.millrace.launch;
    exports dev.millrace.media;
    exports dev.millrace.rtp;

    uses dev.millrace.media.Plugin;

    provides dev.millrace.media.Plugin with
            dev.millrace.element.CoreElements;
}
