package dev.millrace.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.reactor.NativeMemory;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An {@link InputStream} that blocks, read ahead by at most one piece on the blocking pool. */
final class BlockingSource implements ByteSource {
    /*
     * Overview. A read that finds `bytes` empty hands one blocking read over; its outcome arrives as `arriving`. Cancelling
     * the read leaves `arriving` where it is, so that what comes is there for the next one. `bytes` is written by the thread
     * of the pool before it completes `arriving`, and by nobody else until the next blocking read.
     */
    private static final int PIECE_BYTES = 8192;

    private final InputStream stream;
    private final Executor blocking;
    private final Read read = new Read();

    private final byte[] bytes = new byte[PIECE_BYTES];
    private int first;
    private int end;
    private boolean ended;
    private boolean closed;
    private @Nullable Completer<Integer> arriving;

    BlockingSource(InputStream stream, Executor blocking) {
        this.stream = stream;
        this.blocking = blocking;
    }

    @Override
    public Future<Integer> read(NativeMemory into, int offset, int capacity) {
        into.checkRange(offset, capacity);
        read.begin();
        read.memory = into;
        read.offset = offset;
        read.capacity = capacity;
        return read;
    }

    private Completer<Integer> readAhead() {
        Completer<Integer> outcome = new Completer<>();
        blocking.execute(() -> {
            try {
                outcome.complete(stream.read(bytes));
            } catch (IOException | RuntimeException e) {
                outcome.fail(e);
            }
        });
        return outcome;
    }

    /** Ends a pending read; one that blocks in the system may keep its thread until something comes. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        blocking.execute(() -> {
            try {
                stream.close();
            } catch (IOException _) {
                // Nothing was to be written.
            }
        });
        Completer<Integer> outcome = arriving;
        if (outcome != null) outcome.fail(new ClosedChannelException());
    }

    private final class Read extends Operation<Integer> {
        @Nullable
        NativeMemory memory;

        int offset;
        int capacity;

        Read() {
            super("read");
        }

        @Override
        boolean advance(Waker waker) throws IOException {
            if (closed) throw new ClosedChannelException();
            if (capacity == 0) return succeed(0);
            if (first == end && !ended) {
                if (arriving == null) arriving = readAhead();
                Completer<Integer> outcome = arriving;
                if (!outcome.poll(waker)) return false;
                arriving = null;
                int count = outcome.result();
                ended = count < 0;
                first = 0;
                end = Math.max(count, 0);
            }
            return succeed(ended ? END : take());
        }

        @SuppressWarnings("NullAway") // set when it was begun
        private int take() {
            int count = Math.min(end - first, capacity);
            MemorySegment.copy(bytes, first, memory.segment(), JAVA_BYTE, offset, count);
            first += count;
            return count;
        }
    }
}
