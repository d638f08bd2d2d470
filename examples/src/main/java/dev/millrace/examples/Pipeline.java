package dev.millrace.examples;

import static dev.millrace.future.Futures.defer;
import static dev.millrace.future.Futures.tryJoin;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static dev.millrace.runtime.Offload.parallel;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Channels;
import dev.millrace.sync.Receiver;
import dev.millrace.sync.Sender;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
final class Pipeline implements Example {
    private static final int CONSUMERS = 2;
    private static final int OK = 200;

    @Override
    public void run(PrintWriter out, List<String> args) throws IOException {
        try (Forge forge = new Forge();
                HttpClient http = HttpClient.newHttpClient();
                Context context = Environment.current().open("pipeline", Duration.ZERO)) {
            List<String> repositories = List.of("reef", "lagoon", "atoll");
            var work = work(context, repositories, path -> get(http, forge.uri(path)));
            // As they came: which repository is first depends on the network.
            BlockOn.run(context.spawn(work)).stream().sorted().forEach(out::println);
        }
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

    /** The lines behind {@code uri}: a callback of another library completes a future of this one. */
    private static Future<List<String>> get(HttpClient http, URI uri) {
        return defer(() -> {
            Completer<HttpResponse<String>> answer = new Completer<>();
            var _ = http.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .whenComplete((response, failure) -> {
                        if (failure == null) answer.complete(response);
                        else answer.fail(failure);
                    });
            return answer.map(Pipeline::lines);
        });
    }

    private static List<String> lines(HttpResponse<String> response) {
        if (response.statusCode() != OK)
            throw new IllegalStateException("no answer: uri=" + response.uri() + " status=" + response.statusCode());
        return response.body().lines().toList();
    }
}
