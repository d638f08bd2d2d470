package dev.millrace.modes;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.ExecutorThread;
import dev.millrace.future.Futures;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A program of a user, outside the module: says on which threads an async body has run. */
public final class AwaitProgram {
    private AwaitProgram() {}

    public static void main(String[] arguments) throws Exception {
        try (Context context = Context.acquire("program", Duration.ZERO)) {
            Set<@Nullable Object> threads = new HashSet<>();
            BlockOn.run(context.spawn(async(() -> {
                for (int i = 0; i < 10; i++) {
                    threads.add(ExecutorThread.current());
                    await(Futures.sleep(Duration.ofNanos(1)));
                }
                return null;
            })));
            boolean onLoop = threads.size() == 1 && !threads.contains(null);
            System.out.println(onLoop ? "on the loop" : "with the baton");
            System.out.println(AwaitProgram.class.getModule().isNamed() ? "named" : "unnamed");
            System.out.println(Context.class.getModule().isNamed() ? "module path" : "class path");
        }
    }
}
