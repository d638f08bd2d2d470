import dev.millrace.cli.MillraceCommand;
import dev.millrace.examples.ExampleCommands;
import org.jspecify.annotations.NullMarked;

/** Short programs that use the runtime. No other module depends on this one. */
@NullMarked
module dev.millrace.examples {
    requires dev.millrace.cli;
    requires dev.millrace.glib;
    requires dev.millrace.media;
    requires dev.millrace.runtime;
    requires dev.millrace.testkit;
    requires info.picocli;
    requires static transitive org.jspecify;

    opens dev.millrace.examples to
            info.picocli;

    provides MillraceCommand with
            ExampleCommands;
}
