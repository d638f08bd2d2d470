package dev.millrace.bench;

import dev.millrace.cli.MillraceCommand;

/** Brings {@code millrace bench}. */
public final class BenchCommands implements MillraceCommand {
    /** For the service loader. */
    public BenchCommands() {}

    @Override
    public Object command() {
        return new BenchCommand();
    }
}
