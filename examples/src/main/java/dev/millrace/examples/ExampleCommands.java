package dev.millrace.examples;

import dev.millrace.cli.MillraceCommand;

/** Brings {@code millrace example}. */
public final class ExampleCommands implements MillraceCommand {
    /** For the service loader. */
    public ExampleCommands() {}

    @Override
    public Object command() {
        return new ExampleCommand();
    }
}
