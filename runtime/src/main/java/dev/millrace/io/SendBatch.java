package dev.millrace.io;

import dev.millrace.future.Waker;
import dev.millrace.reactor.DatagramHandle;
import dev.millrace.reactor.DatagramVector;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams collected during a turn and sent together: neighbours on one socket go in one system call.
 *
 * <p>A batch holds the memory of each datagram until it is sent, then gives it back through the listener. It belongs to
 * the thread of its context (or to the one ordinary thread that made it) and allocates nothing per datagram.
 */
public final class SendBatch {
    /*
     * Overview. Entries wait in arrays in order of arrival. flush() sends runs of entries that share a socket. A socket
     * that would block ends the flush for all that stands behind it in the batch, which keeps the order; the batch then
     * waits for that socket to become writable, and tasks that need room wait in `waiting`. A datagram that is refused
     * goes back to its listener and hurts no other, nor does a listener that throws.
     *
     * The arrays grow only when somebody asks for room for more datagrams at once than there are places, such as a sink
     * with many clients; a batch that is merely full sends.
     */
    private static final System.Logger LOG = System.getLogger("dev.millrace.io");
    private static final int FIRST_CAPACITY = 512;

    private DatagramVector datagrams = new DatagramVector(FIRST_CAPACITY);
    private @Nullable UdpSocket[] sockets = new @Nullable UdpSocket[FIRST_CAPACITY];
    private @Nullable SendListener[] listeners = new @Nullable SendListener[FIRST_CAPACITY];
    private final ArrayDeque<Waker> waiting = new ArrayDeque<>();
    private final Waker writable = this::socketWritable;
    private int first;
    private int end;
    private boolean blocked;
    private boolean listenerFailureLogged;

    /** Whose batch it is; null off a context. */
    private @Nullable Context context;

    private long calls;
    private long sent;
    private long failed;

    /** A batch for an ordinary thread, which flushes it itself. */
    public SendBatch() {}

    /** The batch of a context, flushed at the end of each of its turns. On the context's thread. */
    public static SendBatch of(Context context) {
        return context.local(SendBatch.class, owner -> {
            SendBatch batch = new SendBatch();
            batch.context = owner;
            owner.addTurnListener(nowNs -> batch.flush());
            return batch;
        });
    }

    /**
     * Takes a datagram, flushing first when the batch is full.
     *
     * @return whether it was taken; if not, the memory stays the caller's, who waits with {@link #pollRoom}
     */
    public boolean add(
            UdpSocket socket, NativeMemory memory, int offset, int length, Endpoint to, SendListener listener) {
        if (!hasRoom(1)) return false;
        datagrams.set(end, memory, offset, length, to);
        sockets[end] = socket;
        listeners[end] = listener;
        end++;
        return true;
    }

    /** Whether {@code count} datagrams would be taken, flushing when that helps; any number is, once the batch is empty. */
    public boolean hasRoom(int count) {
        return capacity() - end >= count || makeRoom(count);
    }

    /** Whether {@code count} datagrams would be taken; if not, {@code waker} is woken when there is more room. */
    public boolean pollRoom(Waker waker, int count) {
        if (hasRoom(count)) return true;
        if (!waiting.contains(waker)) waiting.add(waker);
        return false;
    }

    /** Sends what it holds, as far as the sockets take it; returns how many datagrams are left. */
    public int flush() {
        while (first < end && !blocked) {
            sendRun();
            if (context != null) context.progress();
        }
        if (first == end) {
            first = 0;
            end = 0;
        }
        return end - first;
    }

    /** Gives back what it holds for {@code goners}, whose sender is about to go; others may share its socket. */
    @SuppressWarnings("NullAway") // entries between first and end are set
    public void forget(Predicate<SendListener> goners) {
        flush();
        int kept = first;
        for (int i = first; i < end; i++) {
            if (goners.test(listeners[i])) tellFailed(i, new SocketException("sender is gone"));
            else move(i, kept++);
        }
        clear(kept, end);
        end = kept;
        blocked = false;
    }

    /** How many datagrams it holds. */
    public int size() {
        return end - first;
    }

    /** System calls made so far. */
    public long calls() {
        return calls;
    }

    /** Datagrams sent so far. */
    public long sent() {
        return sent;
    }

    /** Datagrams refused so far. */
    public long failed() {
        return failed;
    }

    /** Sends the neighbours at the front that share a socket, or finds that it would block. */
    @SuppressWarnings("NullAway") // entries between first and end are set
    private void sendRun() {
        UdpSocket socket = sockets[first];
        int count = 1;
        while (first + count < end && sockets[first + count] == socket) count++;
        calls++;
        try {
            int taken = socket.handle().send(datagrams, first, count);
            if (taken == DatagramHandle.WOULD_BLOCK) {
                waitFor(socket);
            } else {
                for (int i = first; i < first + taken; i++) tellSent(i);
                remove(taken);
            }
        } catch (IOException e) {
            tellFailed(first, e);
            remove(1);
        }
    }

    /** Off a context there is nobody to wake: the flush tries again until there is room. */
    private void waitFor(UdpSocket socket) throws IOException {
        if (Context.current() == null) Thread.onSpinWait();
        else blocked = !socket.pollWritableAgain(writable);
    }

    private void socketWritable() {
        blocked = false;
        flush();
        for (Waker waker = waiting.poll(); waker != null; waker = waiting.poll()) waker.wake();
    }

    /** Flushes a full batch and moves what is left to the front; returns whether that made room. */
    private boolean makeRoom(int count) {
        flush();
        if (first > 0) {
            int left = end - first;
            for (int i = 0; i < left; i++) move(first + i, i);
            clear(left, end);
            first = 0;
            end = left;
        }
        if (count > capacity()) grow(count);
        return capacity() - end >= count;
    }

    private void grow(int count) {
        int capacity = Integer.highestOneBit(count - 1) << 1;
        datagrams = datagrams.grownTo(capacity);
        sockets = Arrays.copyOf(sockets, capacity);
        listeners = Arrays.copyOf(listeners, capacity);
    }

    private int capacity() {
        return sockets.length;
    }

    @SuppressWarnings("NullAway") // entries between first and end are set
    private void tellSent(int index) {
        sent++;
        try {
            listeners[index].sent(datagrams.memory(index), datagrams.length(index));
        } catch (RuntimeException e) {
            listenerFailed(e);
        }
    }

    @SuppressWarnings("NullAway") // entries between first and end are set
    private void tellFailed(int index, IOException reason) {
        failed++;
        try {
            listeners[index].sendFailed(datagrams.memory(index), reason);
        } catch (RuntimeException e) {
            listenerFailed(e);
        }
    }

    private void listenerFailed(RuntimeException failure) {
        if (!listenerFailureLogged)
            LOG.log(System.Logger.Level.WARNING, "a send listener failed; further ones are not logged", failure);
        listenerFailureLogged = true;
    }

    private void remove(int count) {
        clear(first, first + count);
        first += count;
    }

    private void move(int from, int to) {
        datagrams.move(from, to);
        sockets[to] = sockets[from];
        listeners[to] = listeners[from];
    }

    private void clear(int from, int to) {
        datagrams.clear(from, to);
        Arrays.fill(sockets, from, to, null);
        Arrays.fill(listeners, from, to, null);
    }
}
