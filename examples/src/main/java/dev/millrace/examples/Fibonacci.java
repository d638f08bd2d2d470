package dev.millrace.examples;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static dev.millrace.runtime.Offload.parallel;

import dev.millrace.future.Future;
import dev.millrace.runtime.Context;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.RecursiveTask;
import org.jspecify.annotations.Nullable;

/** A computation that splits itself in two, again and again: fork-join tasks, on threads that steal work from each other. */
final class Fibonacci implements OnContext {
    @Override
    public Future<@Nullable Void> main(Context context, PrintWriter out, List<String> args) {
        int n = Example.number(args, 0, 25, 40);
        return async(() -> {
            long value = await(parallel(() -> new Part(n).compute()));
            out.println("fibonacci(" + n + ") = " + value);
            return null;
        });
    }

    private static final class Part extends RecursiveTask<Long> {
        private static final long serialVersionUID = 1;
        private final int n;

        Part(int n) {
            this.n = n;
        }

        @Override
        protected Long compute() {
            if (n < 2) return (long) n;
            var other = new Part(n - 1).fork();
            return new Part(n - 2).compute() + other.join();
        }
    }
}
