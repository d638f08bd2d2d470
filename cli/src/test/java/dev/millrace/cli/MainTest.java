package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.launch.LaunchParser;
import dev.millrace.launch.LaunchText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void showsHelp() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Usage: millrace", "help", "echo").doesNotContain("broken");
    }

    @Test
    void showsHelpOfACommand() {
        assertThat(run("echo", "--help")).isZero();
        assertThat(run("help", "echo")).isZero();
        assertThat(out.toString()).contains("Usage: millrace echo", "--times");
    }

    @Test
    void showsTheVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("millrace ").contains("java 25");
    }

    @Test
    void showsHelpAsAnErrorWhenNothingIsAskedFor() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("Usage: millrace");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ehco            | no command \"ehco\"; did you mean echo? (see millrace --help)",
                "zzz             | no command \"zzz\" (see millrace --help)",
                "echo --tmes=3   | no option \"--tmes\"; did you mean --times? (see millrace echo --help)",
                "echo --times=x  | invalid value for option '--times': 'x' is not an int (see millrace echo --help)",
                "echo --times    | missing required parameter for option '--times' (<times>) (see millrace echo"
                        + " --help)",
                "fail x          | unexpected argument \"x\" (see millrace fail --help)",
            })
    void tellsInALineWhatIsWrongWithTheWords(String words, String message) {
        assertThat(run(words.split(" ", -1))).isEqualTo(2);
        assertThat(messages()).containsExactly("millrace: " + message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void passesLaunchTextRaw() {
        String text = "@a p=\"x  y\" q='$z' ! b\\ c ! \"audio/x-raw\" ! ${d}";
        assertThat(run("echo", text)).isZero();
        assertThat(out.toString()).isEqualTo(text + "\n");
    }

    @Test
    void passesTheWordsOfLaunchTextRaw() {
        assertThat(run("echo", "@a", "p=x y", "--times", "1", "!", "b", "'q'")).isZero();
        assertThat(out.toString()).isEqualTo("@a p=x\\ y ! b 'q'\n");
    }

    @Test
    void leavesOutACommandWhoseProviderFails() {
        assertThat(run("echo", "a")).isZero();
        assertThat(err.toString()).contains("a command is left out", "no codec today");
    }

    @Test
    void pointsIntoWrongLaunchText() {
        assertThat(run("fail", "--with", "launch")).isEqualTo(2);
        assertThat(messages())
                .containsExactly(
                        "millrace: nothing between \"!\" and \"!\"; write an element or caps", "  a ! ! b", "      ^");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "failure | 124 | time is up: seconds=3",
                "wrapped | 1   | address in use: port=5004",
                "file    | 1   | no such file: file=x.wav",
                "denied  | 1   | permission denied: file=/srv/x.wav",
                "null    | 1   | internal error: java.lang.NullPointerException: x; -v shows where",
                "silent  | 1   | java.lang.IllegalStateException; -v shows where",
                "lines   | 1   | two lines",
                "error   | 1   | internal error: java.lang.StackOverflowError; -v shows where",
            })
    void tellsInALineWhatFailed(String kind, int exitCode, String message) {
        assertThat(run("fail", "--with", kind)).isEqualTo(exitCode);
        assertThat(messages()).containsExactly("millrace: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-v fail --with wrapped", "fail -v --with wrapped", "fail --with wrapped --verbose"})
    void showsTheStackTraceOnlyWhenAskedFor(String words) {
        assertThat(run(words.split(" ", -1))).isEqualTo(1);
        assertThat(messages().getFirst()).isEqualTo("millrace: address in use: port=5004");
        assertThat(err.toString()).contains("ExecutionException", "at dev.millrace.cli.MainTest");
    }

    private int run(String... words) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), words);
    }

    /** What went to stderr, but for the line about the broken provider. */
    private List<String> messages() {
        return err.toString()
                .lines()
                .filter(line -> !line.contains("a command is left out"))
                .toList();
    }

    public static final class EchoProvider implements MillraceCommand {
        @Override
        public Object command() {
            return new Echo();
        }
    }

    public static final class BrokenProvider implements MillraceCommand {
        @Override
        public Object command() {
            throw new IllegalStateException("no codec today");
        }
    }

    public static final class FailProvider implements MillraceCommand {
        @Override
        public Object command() {
            return new Fail();
        }
    }

    @Command(name = "echo")
    static final class Echo implements Callable<Integer> {
        @Mixin
        final CommonOptions common = new CommonOptions();

        @Option(names = "--times")
        int times = 1;

        @Parameters(arity = "1..*")
        List<String> words = new ArrayList<>();

        @Spec
        @Nullable
        CommandSpec spec;

        @Override
        public Integer call() {
            if (spec != null) {
                PrintWriter out = spec.commandLine().getOut();
                out.println(LaunchText.ofArguments(words).repeat(times));
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "fail")
    static final class Fail implements Callable<Integer> {
        @Mixin
        final CommonOptions common = new CommonOptions();

        @Option(names = "--with")
        String with = "";

        @Override
        public Integer call() throws Exception {
            switch (with) {
                case "launch" -> LaunchParser.parse("a ! ! b");
                case "failure" -> throw new CommandFailure(ExitCode.TIME_LIMIT, "time is up: seconds=3");
                case "wrapped" -> throw new ExecutionException(new IOException("address in use: port=5004"));
                case "file" -> throw new NoSuchFileException("x.wav");
                case "denied" -> throw new AccessDeniedException("/srv/x.wav");
                case "null" -> throw new NullPointerException("x");
                case "silent" -> throw new IllegalStateException();
                case "lines" -> throw new IOException("two\n  lines\n");
                case "error" -> throw new StackOverflowError();
                default -> {}
            }
            return ExitCode.OK;
        }
    }
}
