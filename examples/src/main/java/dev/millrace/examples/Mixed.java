package dev.millrace.examples;

import static dev.millrace.future.Futures.sleep;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static dev.millrace.runtime.Offload.blocking;
import static dev.millrace.runtime.Offload.parallel;

import dev.millrace.future.Future;
import dev.millrace.runtime.Context;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Channels;
import dev.millrace.sync.Sender;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One body, top to bottom, that awaits whatever there is: a channel, a timer, the CPU pool, the blocking pool. */
final class Mixed implements OnContext {
    @Override
    public Future<@Nullable Void> main(Context context, PrintWriter out, List<String> args) {
        Channel<String> words = Channels.bounded(1);
        context.spawn(produce(words.sender()));
        return async(() -> {
            Path file = await(blocking(() -> Files.createTempFile("millrace-", ".txt")));
            try {
                for (String word; (word = await(words.receiver().next())) != null; ) out.println(handle(word, file));
            } finally {
                file.toFile().delete();
            }
            return null;
        });
    }

    private static Future<@Nullable Void> produce(Sender<String> sender) {
        return async(() -> {
            try (sender) {
                for (String word : List.of("mill", "race", "water")) await(sender.send(word));
            }
            return null;
        });
    }

    private static String handle(String word, Path file) {
        await(sleep(Duration.ofMillis(20)));
        String backwards =
                await(parallel(() -> new StringBuilder(word).reverse().toString()));
        return await(blocking(() -> {
            Files.writeString(file, word + " backwards is " + backwards);
            return Files.readString(file);
        }));
    }
}
