package dev.millrace.examples;

import static dev.millrace.future.Futures.join;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Channels;
import dev.millrace.sync.Oneshot;
import dev.millrace.sync.OneshotSender;
import dev.millrace.sync.Receiver;
import dev.millrace.sync.Sender;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** A server on one thread, its clients on another: requests through a channel, each with a oneshot for its reply. */
final class ChannelsAcross implements Example {
    private record Request(String text, OneshotSender<String> reply) {}

    @Override
    public void run(PrintWriter out, List<String> args) throws IOException {
        try (Context server = Environment.current().open("server", Duration.ZERO);
                Context clients = Environment.current().open("clients", Duration.ZERO)) {
            BlockOn.run(talk(server, clients)).forEach(out::println);
        }
    }

    /** What each client got, and how many requests were served once all clients were gone. */
    static Future<List<String>> talk(Context server, Context clients) {
        Channel<Request> requests = Channels.bounded(4);
        var ada = ask("ada", requests.sender());
        var bob = ask("bob", requests.sender());
        return join(clients.spawn(ada), clients.spawn(bob), server.spawn(serve(requests.receiver())))
                .map(all -> List.of(all.first(), all.second(), "requests served: " + all.third()));
    }

    private static Future<Integer> serve(Receiver<Request> requests) {
        return async(() -> {
            int served = 0;
            for (Request request; (request = await(requests.next())) != null; served++)
                request.reply().send(request.text().toUpperCase(Locale.ROOT));
            return served;
        });
    }

    private static Future<String> ask(String name, Sender<Request> requests) {
        return async(() -> {
            var got = new StringJoiner(", ", name + " got: ", "");
            try (requests) {
                for (int i = 1; i <= 2; i++) {
                    Oneshot<String> reply = Channels.oneshot();
                    await(requests.send(new Request("hello " + i + " from " + name, reply.sender())));
                    got.add(await(reply.receiver()));
                }
            }
            return got.toString();
        });
    }
}
