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

/** A server on one thread, its clients on another: requests through a channel, each with a oneshot for its reply. */
final class ChannelsAcross implements Example {
    private static final int EACH = 2;

    private record Request(String text, OneshotSender<String> reply) {}

    @Override
    public void run(PrintWriter out, List<String> args) throws IOException {
        try (Context server = Environment.machine().open("server", Duration.ZERO);
                Context clients = Environment.machine().open("clients", Duration.ZERO)) {
            out.println("requests served: " + BlockOn.run(talk(server, clients, out)));
        }
    }

    /** How many requests were served, once all clients are gone. */
    static Future<Integer> talk(Context server, Context clients, PrintWriter out) {
        Channel<Request> requests = Channels.bounded(4);
        Future<Integer> serving = server.spawn(serve(requests.receiver()));
        Future<?> asking = join(
                clients.spawn(ask("ada", requests.sender(), out)), clients.spawn(ask("bob", requests.sender(), out)));
        return join(serving, asking).map(both -> both.first());
    }

    private static Future<Integer> serve(Receiver<Request> requests) {
        return async(() -> {
            int served = 0;
            for (Request request; (request = await(requests.next())) != null; served++)
                request.reply().send(request.text().toUpperCase(Locale.ROOT));
            return served;
        });
    }

    private static Future<Integer> ask(String name, Sender<Request> requests, PrintWriter out) {
        return async(() -> {
            try (requests) {
                for (int i = 1; i <= EACH; i++) {
                    Oneshot<String> reply = Channels.oneshot();
                    await(requests.send(new Request("hello " + i + " from " + name, reply.sender())));
                    out.println(name + " got: " + await(reply.receiver()));
                }
            }
            return EACH;
        });
    }
}
