package dev.millrace.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.Supplier;

/** Words of a command line made into values, or into an error that says what would be right. */
final class Arguments {
    private static final double MS_PER_S = 1e3;

    private Arguments() {}

    /** Looks a host name up, which may take a while. */
    static InetAddress host(String name) {
        try {
            return InetAddress.getByName(name);
        } catch (UnknownHostException e) {
            throw new CommandFailure(ExitCode.FAILED, "no such host: host=" + name, e);
        }
    }

    /** A time in seconds that must be more than nothing. */
    static Duration seconds(String option, double seconds) {
        if (!(seconds > 0)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "no time: " + option + "=" + seconds + ", expected seconds above 0");
        }
        return Duration.ofMillis(Math.round(Math.min(seconds, Integer.MAX_VALUE) * MS_PER_S));
    }

    /** Has the library check its arguments: what it refuses came from the command line. */
    static <T> T checked(Supplier<T> body) {
        try {
            return body.get();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
