package dev.millrace.sync;

/**
 * A queue of items between tasks, of any contexts, and threads: any number of senders and receivers.
 *
 * <p>It has one {@link #receiver} from the beginning, and none but that until it is copied. It ends when at least one
 * sender was made and all are closed. All methods may be called from any thread.
 *
 * <pre>{@code
 * var channel = Channels.<Order>bounded(16);
 * var sender = channel.sender();
 * // producer
 * try (sender) {
 *     for (var order : orders) await(sender.send(order));
 * }
 * // consumer; ends when all senders are closed
 * for (Order order; (order = await(channel.receiver().next())) != null; ) ship(order);
 * }</pre>
 *
 * @param <T> what it carries; never null
 */
public final class Channel<T> {
    private final ChannelCore<T> core;
    private final Receiver<T> receiver;

    Channel(ChannelCore<T> core) {
        this.core = core;
        receiver = new Receiver<>(core);
    }

    /**
     * A new sender, to be closed. With several producers, make their senders before the first of them can be done.
     *
     * @throws ClosedException when there were senders and all of them are closed
     */
    public Sender<T> sender() {
        return new Sender<>(core);
    }

    /** The receiver that the channel was made with: always the same one; more are made by {@link Receiver#copy}. */
    public Receiver<T> receiver() {
        return receiver;
    }
}
