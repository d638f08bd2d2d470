package dev.millrace.cli;

import dev.millrace.launch.Suggestions;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/**
 * Tells in one line what is wrong with the words of a command line, and which ones would be near; with no words, shows
 * the help.
 */
final class UsageErrors implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        if (args.length == 0) {
            command.usage(err);
            return ExitCode.USAGE;
        }
        err.println("millrace: " + message(e, command) + " (see " + name + " --help)");
        err.flush();
        return ExitCode.USAGE;
    }

    /** A word that means nothing is the cause of what is missing more often than the other way round. */
    private static String message(ParameterException e, CommandLine command) {
        List<String> unmatched = command.getUnmatchedArguments();
        return unmatched.isEmpty() ? houseStyle(String.valueOf(e.getMessage())) : unmatched(unmatched, command);
    }

    private static String unmatched(List<String> words, CommandLine command) {
        String word = words.getFirst();
        if (word.startsWith("-")) {
            String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            return unknown("option", name, command.getCommandSpec().optionsMap().keySet());
        }
        return command.getSubcommands().isEmpty()
                ? "unexpected argument \"" + word + "\""
                : unknown("command", word, command.getSubcommands().keySet());
    }

    private static String unknown(String what, String word, Collection<String> known) {
        return "no " + what + " \"" + word + "\"" + Suggestions.didYouMean(word, known);
    }

    /** Picocli begins its messages upper-case. */
    private static String houseStyle(String message) {
        return message.lines()
                .findFirst()
                .filter(line -> !line.isEmpty())
                .map(UsageErrors::lowerFirst)
                .orElse("usage");
    }

    private static String lowerFirst(String line) {
        return Character.toLowerCase(line.charAt(0)) + line.substring(1);
    }
}
