package dev.millrace.examples;

import dev.millrace.cli.CommandFailure;
import dev.millrace.cli.CommonOptions;
import dev.millrace.cli.ExitCode;
import dev.millrace.glib.abi.GlibException;
import dev.millrace.glib.abi.GlibMissingException;
import dev.millrace.launch.Suggestions;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millrace example}: lists the examples, or runs one. */
@Command(
        name = "example",
        description = {
            "Run a short program that shows what the runtime does, or list them.",
            "Their sources are in examples/src/main/java; docs/runtime.md and docs/glib.md go through them."
        },
        sortOptions = false)
final class ExampleCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "NAME",
            description = "For example: mixed. Default: list all.")
    @Nullable
    String name;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "ARGS",
            description = "What the example takes; see the list.")
    List<String> args = new ArrayList<>();

    @Option(names = "--list", description = "List all examples, a line each.")
    boolean list;

    @Mixin
    final CommonOptions common = new CommonOptions();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec, "picocli sets the spec")
                .commandLine()
                .getOut();
        if (name == null || list) list(out);
        else run(find(name), out);
        out.flush();
        return ExitCode.OK;
    }

    private static void list(PrintWriter out) {
        int width = Examples.ALL.stream()
                .mapToInt(entry -> entry.usage().length())
                .max()
                .orElse(0);
        for (Examples.Entry entry : Examples.ALL)
            out.println(String.format(Locale.ROOT, "%-" + width + "s  %s", entry.usage(), entry.summary()));
    }

    private static Examples.Entry find(String name) {
        Examples.Entry entry = Examples.find(name);
        if (entry == null)
            throw usage("no example \"" + name + "\"" + Suggestions.didYouMean(name, Examples.names())
                    + " (see millrace example --list)");
        return entry;
    }

    private void run(Examples.Entry entry, PrintWriter out) throws Exception {
        if (args.size() > entry.mostArgs())
            throw usage("unexpected argument \"" + args.get(entry.mostArgs()) + "\", expected " + entry.usage());
        try {
            // A line is shown when it is printed: some examples take their time.
            entry.example().run(new PrintWriter(out, true), args);
        } catch (IllegalArgumentException | GlibMissingException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        } catch (GlibException e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private static CommandFailure usage(String message) {
        return new CommandFailure(ExitCode.USAGE, message);
    }
}
