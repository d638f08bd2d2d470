package dev.millrace.cli;

import picocli.CommandLine.Option;

/** The options of every command; a command has them by {@code @Mixin}. */
public final class CommonOptions {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(
            names = {"-v", "--verbose"},
            description = "Say more; show the stack trace of an error.")
    private boolean verbose;

    /** Made by picocli. */
    public CommonOptions() {}

    /** Whether help was asked for; picocli then prints it instead of running the command. */
    public boolean isHelp() {
        return help;
    }

    /** Whether to say more. */
    public boolean isVerbose() {
        return verbose;
    }
}
