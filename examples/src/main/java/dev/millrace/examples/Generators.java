package dev.millrace.examples;

import static dev.millrace.future.Futures.sleep;

import dev.millrace.future.Future;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Generator;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/** A body that gives a value and stands still until it is asked for the next one. */
final class Generators implements Example {
    @Override
    public void run(PrintWriter out, List<String> args) {
        var three = Generator.<Integer, String>of(numbers -> {
            for (int i = 0; i < 3; i++) numbers.emit(i);
            return "done";
        });
        for (int i = 0; i < 4; i++) out.println(three.resume());

        try (var endless = Generator.<Integer, Void>of(numbers -> {
            for (int i = 0; ; i++) numbers.emit(i);
        })) {
            for (int i = 0; i < 3; i++) out.println(endless.resume());
        }

        Future<Integer> asFuture = Generator.<Integer, Integer>of(steps -> {
                    steps.await(sleep(Duration.ofMillis(1)));
                    steps.emit(1);
                    return 42;
                })
                .futurify();
        out.println("as a future: " + BlockOn.run(asFuture));
    }
}
