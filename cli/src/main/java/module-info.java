import org.jspecify.annotations.NullMarked;

/** The {@code millrace} command. */
@NullMarked
module dev.millrace.cli {
    requires dev.millrace.media;
    requires dev.millrace.testkit;
    requires info.picocli;
    requires tools.jackson.databind;
    requires HdrHistogram;
    requires static transitive org.jspecify;
}
