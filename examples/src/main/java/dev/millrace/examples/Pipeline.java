package dev.millrace.examples;

import static dev.millrace.future.Futures.tryJoin;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static dev.millrace.runtime.Offload.parallel;

import dev.millrace.future.Future;
import dev.millrace.runtime.Context;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Channels;
import dev.millrace.sync.Receiver;
import dev.millrace.sync.Sender;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A producer of repositories, two consumers that ask for the issues and the pull requests of each at the same time and
 * process them on the CPU pool, and a channel of results. The producer's close ends it all, in order.
 */
final class Pipeline implements OnContext {
    private static final int CONSUMERS = 2;

    @Override
    public Future<@Nullable Void> main(Context context, PrintWriter out, List<String> args) {
        Duration thinks = Duration.ofMillis(Example.number(args, 0, 1_000, 10_000));
        return async(() -> {
            try (Forge forge = new Forge(context, thinks)) {
                var lines = await(work(context, List.of("reef", "lagoon", "atoll"), forge::get));
                // As they came: which repository is first depends on the network.
                lines.stream().sorted().forEach(out::println);
            }
            return null;
        });
    }

    /** All results, in the order in which repositories were done; {@code fetch} gives the lines behind a path. */
    static Future<List<String>> work(
            Context context, List<String> repositories, Function<String, Future<List<String>>> fetch) {
        return async(() -> {
            Channel<String> queue = Channels.bounded(CONSUMERS);
            Channel<List<String>> results = Channels.unbounded();
            List<Future<?>> parts = new ArrayList<>();
            parts.add(context.spawn(produce(repositories, queue.sender())));
            for (int i = 0; i < CONSUMERS; i++)
                parts.add(context.spawn(consume(queue.receiver().copy(), results.sender(), fetch)));
            queue.receiver().close();
            await(tryJoin(parts));
            return await(results.receiver().toList()).stream()
                    .flatMap(List::stream)
                    .toList();
        });
    }

    private static Future<@Nullable Void> produce(List<String> repositories, Sender<String> queue) {
        return async("producer", () -> {
            try (queue) {
                for (String repository : repositories) await(queue.send(repository));
            }
            return null;
        });
    }

    private static Future<@Nullable Void> consume(
            Receiver<String> queue, Sender<List<String>> results, Function<String, Future<List<String>>> fetch) {
        return async("consumer", () -> {
            try (queue;
                    results) {
                for (String repository; (repository = await(queue.next())) != null; ) {
                    var both = await(tryJoin(fetch.apply(repository + "/issues"), fetch.apply(repository + "/pulls")));
                    await(results.send(await(parallel(() -> processed(both.first(), both.second())))));
                }
            }
            return null;
        });
    }

    private static List<String> processed(List<String> issues, List<String> pulls) {
        return java.util.stream.Stream.of(issues, pulls)
                .flatMap(List::stream)
                .parallel()
                .map(line -> line.toUpperCase(Locale.ROOT))
                .toList();
    }
}
