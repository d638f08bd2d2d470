package dev.millrace.examples;

import static dev.millrace.future.Futures.join;
import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.future.Future;
import dev.millrace.runtime.Context;
import dev.millrace.sync.Barrier;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Channels;
import dev.millrace.sync.Receiver;
import dev.millrace.sync.Sender;
import java.io.PrintWriter;
import java.util.List;

/** A channel with room for two: the producer waits when it is full, the consumers end when the producer closes it. */
final class ProducerConsumer implements OnContext {
    private static final int ITEMS = 6;

    /** Both consumers finish an item before one takes another, so that each run prints the same. */
    private final Barrier round = new Barrier(2);

    @Override
    public Future<?> main(Context context, PrintWriter out, List<String> args) {
        Channel<Integer> channel = Channels.bounded(2);
        return join(
                context.spawn(produce(channel.sender(), out)),
                context.spawn(consume("a", channel.receiver().copy(), out)),
                context.spawn(consume("b", channel.receiver(), out)));
    }

    private static Future<Integer> produce(Sender<Integer> sender, PrintWriter out) {
        return async(() -> {
            try (sender) {
                for (int item = 1; item <= ITEMS; item++) {
                    await(sender.send(item));
                    out.println("sent " + item);
                }
            }
            return ITEMS;
        });
    }

    private Future<Integer> consume(String name, Receiver<Integer> receiver, PrintWriter out) {
        return async(() -> {
            int taken = 0;
            try (receiver) {
                for (Integer item; (item = await(receiver.next())) != null; taken++) {
                    out.println(name + " took " + item);
                    await(round.arrive());
                }
            }
            out.println(name + " is done");
            return taken;
        });
    }
}
