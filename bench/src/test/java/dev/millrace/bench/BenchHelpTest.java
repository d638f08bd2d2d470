package dev.millrace.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** The help of each benchmark: picocli takes descriptions for formats, and prints one with a bare percent sign as it is. */
class BenchHelpTest {
    @TestFactory
    List<DynamicTest> helpIsFormatted() {
        CommandLine bench = new CommandLine(new BenchCommand());
        return bench.getSubcommands().entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> check(one.getValue())))
                .toList();
    }

    private static void check(CommandLine command) {
        for (String text : command.getCommandSpec().usageMessage().description()) check(text);
        command.getCommandSpec()
                .options()
                .forEach(option -> List.of(option.description()).forEach(BenchHelpTest::check));
    }

    private static void check(String text) {
        // Throws where a percent sign is neither doubled nor a line break.
        assertThat(String.format(text)).isNotEmpty();
    }
}
