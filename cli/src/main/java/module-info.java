import org.jspecify.annotations.NullMarked;

/** The {@code millrace} command. */
@NullMarked
module dev.millrace.cli {
    requires transitive dev.millrace.media;
    requires dev.millrace.testkit;
    requires info.picocli;
    requires tools.jackson.databind;
    requires HdrHistogram;
    requires java.management;
    requires jdk.management;
    requires static transitive org.jspecify;

    uses dev.millrace.cli.MillraceCommand;

    exports dev.millrace.cli;
    exports dev.millrace.load;

    opens dev.millrace.cli to
            info.picocli;
}
