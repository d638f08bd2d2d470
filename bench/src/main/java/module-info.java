import dev.millrace.bench.BenchCommands;
import dev.millrace.cli.MillraceCommand;
import org.jspecify.annotations.NullMarked;

/** The {@code bench} commands. No other module depends on this one. */
@NullMarked
module dev.millrace.bench {
    requires dev.millrace.cli;
    requires dev.millrace.glib;
    requires dev.millrace.runtime;
    requires dev.millrace.testkit;
    requires info.picocli;
    requires io.netty.common;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires jmh.core;
    requires tools.jackson.databind;
    requires static transitive org.jspecify;

    opens dev.millrace.bench to
            info.picocli;

    provides MillraceCommand with
            BenchCommands;
}
