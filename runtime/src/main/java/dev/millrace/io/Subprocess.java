package dev.millrace.io;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.runtime.Offload;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A process of another program: started, waited for, spoken to by its pipes, ended.
 *
 * <pre>{@code
 * Subprocess sort = await(Subprocess.start("sort"));
 * await(sort.stdin().writeAll(words, 0, length));
 * sort.stdin().close();
 * byte[] sorted = await(sort.stdout().readToEnd(1 << 20));
 * int code = await(sort.exited());
 * }</pre>
 *
 * <p>The pipes are read and written on the blocking pool. Who reads neither output has the process stand still when a pipe is
 * full; see {@link Builder#discardOutput} and {@link Builder#mergeError}. A process that nobody waits for goes on.
 */
public final class Subprocess {
    /** The exit code of what a signal has ended is this and the number of the signal. */
    public static final int SIGNALLED = 128;

    private final Process process;
    private final String program;
    private final ByteSink stdin;
    private final ByteSource stdout;
    private final ByteSource stderr;

    private Subprocess(Process process, String program, Executor blocking) {
        this.process = process;
        this.program = program;
        stdin = new BlockingSink(process.getOutputStream(), blocking);
        stdout = new BlockingSource(process.getInputStream(), blocking);
        stderr = new BlockingSource(process.getErrorStream(), blocking);
    }

    /** Starts a program with its arguments, in this process's directory and environment, with three pipes. */
    public static Future<Subprocess> start(String... command) {
        return of(command).start();
    }

    /** A process to be described further. */
    public static Builder of(String... command) {
        if (command.length == 0)
            throw new IllegalArgumentException("no program to start: command=[]; give its name and its arguments");
        return new Builder(List.of(command));
    }

    /** How to start a process. */
    public static final class Builder {
        private final ProcessBuilder builder;
        private final String program;

        private Builder(List<String> command) {
            builder = new ProcessBuilder(command);
            program = command.getFirst();
        }

        /** The directory it begins in; missing is a failure of {@link #start}. */
        public Builder directory(File directory) {
            builder.directory(directory);
            return this;
        }

        /** A variable of its environment, beside those of this process; null takes it away. */
        public Builder environment(String name, @Nullable String value) {
            if (value == null) builder.environment().remove(name);
            else builder.environment().put(name, value);
            return this;
        }

        /** Standard error goes where standard output goes. */
        public Builder mergeError() {
            builder.redirectErrorStream(true);
            return this;
        }

        /** What it says goes nowhere. */
        public Builder discardOutput() {
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            return this;
        }

        /**
         * Starts it, on the blocking pool.
         *
         * <p>Fails with a {@link ProgramNotFoundException}, or another {@link IOException} with the system's reason.
         * Cancelling may come too late; the process then runs without a handle.
         */
        public Future<Subprocess> start() {
            Executor blocking = Outside.pool("processes");
            return Offload.blocking(() -> {
                try {
                    return new Subprocess(builder.start(), program, blocking);
                } catch (IOException e) {
                    throw named(e);
                }
            });
        }

        private IOException named(IOException e) {
            File directory = builder.directory();
            if (directory != null && !directory.isDirectory())
                return new IOException(
                        "process cannot begin in its directory: program=" + program + " directory=" + directory, e);
            String message = String.valueOf(e.getMessage());
            boolean notFound = message.contains("(No such file")
                    || message.contains("(Permission denied")
                    || message.contains("error=2")
                    || message.contains("error=13");
            return notFound
                    ? new ProgramNotFoundException(program, e)
                    : new IOException("process cannot be started: program=" + program + " reason=" + message, e);
        }
    }

    /** What it reads; to be closed so that it sees the end. */
    public ByteSink stdin() {
        return stdin;
    }

    /** What it writes. */
    public ByteSource stdout() {
        return stdout;
    }

    /** What it writes to standard error. */
    public ByteSource stderr() {
        return stderr;
    }

    /**
     * Its exit code, once it has ended; {@link #SIGNALLED} and the number of a signal that ended it. Each call makes a new
     * future. Cancelling stops waiting, not the process.
     */
    public Future<Integer> exited() {
        Completer<Integer> code = new Completer<>();
        var _ = process.onExit().thenAccept(ended -> code.complete(ended.exitValue()));
        return code;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end (SIGTERM). */
    public void terminate() {
        process.destroy();
    }

    /** Ends it at once (SIGKILL). */
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return "process(program=" + program + " pid=" + pid() + ")";
    }
}
