package dev.millrace.sim;

import java.lang.StackWalker.StackFrame;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/** The command that runs a failed simulation again. */
final class Replay {
    static final String PROPERTY = "millrace.seed";

    private Replay() {}

    /** The seed that the command line asks for, or null. */
    static @Nullable Long wantedSeed() {
        String word = System.getProperty(PROPERTY);
        if (word == null || word.isEmpty()) return null;
        try {
            return Long.decode(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a seed: " + PROPERTY + "=" + word + "; use a number", e);
        }
    }

    /** The command for the test, or the program, that calls. */
    static String command(long seed) {
        String flag = "-D" + PROPERTY + "=" + seed;
        StackFrame caller = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames ->
                        frames.filter(frame -> !isOwn(frame)).findFirst().orElse(null));
        if (caller == null) return "java " + flag + " ...";
        Class<?> type = caller.getDeclaringClass();
        String test = simpleName(type) + "#" + plainMethod(caller.getMethodName());
        String module = module(type);
        if (module == null) return "java " + flag + " ... (called by " + test + ")";
        return "mvn -pl " + module + " -am test -Dtest='" + test + "' " + flag;
    }

    private static boolean isOwn(StackFrame frame) {
        String name = frame.getClassName();
        return name.equals(Simulation.class.getName()) || name.equals(Replay.class.getName());
    }

    private static String simpleName(Class<?> type) {
        Class<?> outer = type;
        while (outer.getEnclosingClass() != null) outer = outer.getEnclosingClass();
        return outer.getSimpleName();
    }

    /** A lambda is named after the method that it stands in. */
    private static String plainMethod(String name) {
        if (!name.startsWith("lambda$")) return name;
        return name.substring("lambda$".length(), name.lastIndexOf('$'));
    }

    /** The Maven module whose test class this is, or null. */
    private static @Nullable String module(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null
                || source.getLocation() == null
                || !source.getLocation().getProtocol().equals("file")) return null;
        Path classes = Path.of(source.getLocation().getPath());
        int names = classes.getNameCount();
        if (names < 3 || !classes.endsWith("target/test-classes")) return null;
        return classes.getName(names - 3).toString();
    }
}
