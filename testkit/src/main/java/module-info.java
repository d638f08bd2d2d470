import org.jspecify.annotations.NullMarked;

/** What elements and pipelines are tested with, here and by third parties. */
@NullMarked
module dev.millrace.testkit {
    requires transitive dev.millrace.media;
    requires static transitive org.jspecify;

    exports dev.millrace.testkit;
}
