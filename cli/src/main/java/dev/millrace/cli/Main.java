package dev.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.load.Expectation;
import dev.millrace.load.Pace;
import dev.millrace.load.RampPattern;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/**
 * The {@code millrace} command.
 *
 * <p>Words reach a command exactly as the shell passed them: no {@code @file}, no quotes taken away, so that launch
 * text is what was typed.
 */
public final class Main {
    private final PrintWriter out;
    private final PrintWriter err;
    private final ErrorReport errors;

    private Main(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
        this.errors = new ErrorReport(err);
    }

    /** Runs one command and ends the process with its {@link ExitCode}. */
    public static void main(String[] args) {
        System.exit(run(writer(System.out), writer(System.err), args));
    }

    /**
     * Runs one command in this process.
     *
     * @param out where results go
     * @param err where messages go
     * @param args the words behind {@code millrace}
     * @return an {@link ExitCode}
     */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return new Main(out, err).run(args);
    }

    private int run(String[] args) {
        CommandLine line = commandLine();
        try {
            return line.execute(args);
        } catch (Error e) {
            return errors.report(e, isVerbose(line.getParseResult()));
        } finally {
            out.flush();
            err.flush();
        }
    }

    private CommandLine commandLine() {
        var line = new CommandLine(root());
        line.addSubcommand(new CommandLine.HelpCommand());
        line.addSubcommand(new LaunchCommand(out, err));
        line.addSubcommand(new InspectCommand(out));
        line.addSubcommand(new DemoCommand(out, err));
        line.addSubcommand(new SendCommand(out, err));
        line.addSubcommand(new ReceiveCommand(out, err));
        line.addSubcommand(new PeerCommand());
        addProvided(line);
        return line.setOut(out)
                .setErr(err)
                .setExpandAtFiles(false)
                .registerConverter(Expectation.class, text -> converted(Expectation::parse, text))
                .registerConverter(Pace.class, text -> converted(Pace::parse, text))
                .registerConverter(RampPattern.class, text -> converted(RampPattern::parse, text))
                .setParameterExceptionHandler(new UsageErrors())
                .setExecutionExceptionHandler((e, command, result) -> errors.report(e, isVerbose(result)));
    }

    private static CommandSpec root() {
        CommandSpec root = CommandSpec.create().name("millrace").versionProvider(new Version());
        root.usageMessage()
                .header("Thousands of live streams on one JVM thread.")
                .synopsisSubcommandLabel("COMMAND");
        return root.addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help and exit.")
                        .build())
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Show the version and exit.")
                        .build())
                .addOption(OptionSpec.builder("-v", "--verbose")
                        .description("Say more; show the stack trace of an error.")
                        .build());
    }

    /** Adds the commands of other jars; one that cannot be made does not keep the others away. */
    private void addProvided(CommandLine line) {
        Iterator<MillraceCommand> providers =
                ServiceLoader.load(MillraceCommand.class).iterator();
        while (true) {
            try {
                if (!providers.hasNext()) {
                    return;
                }
                line.addSubcommand(providers.next().command());
            } catch (ServiceConfigurationError | RuntimeException e) {
                err.println("millrace: a command is left out, its provider failed: " + e);
            }
        }
    }

    /** What the library says is wrong with a value becomes picocli's message. */
    private static <T> T converted(Function<String, T> parser, String text) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static boolean isVerbose(@Nullable ParseResult result) {
        for (ParseResult level = result; level != null; level = level.subcommand()) {
            if (level.hasMatchedOption('v')) {
                return true;
            }
        }
        return false;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, false, UTF_8);
    }
}
