package dev.millrace.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import dev.millrace.reactor.BrokenPipeException;
import dev.millrace.reactor.NativeMemory;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** An {@link OutputStream} that blocks, written and flushed on the blocking pool, one piece after the other. */
final class BlockingSink implements ByteSink {
    /*
     * Overview. A write copies its piece into `bytes` and hands one blocking write over, whose outcome arrives as `going`.
     * Cancelling the write leaves `going`: the piece is written all the same, and the next write waits for it first.
     */
    private static final int PIECE_BYTES = 8192;

    private final OutputStream stream;
    private final Executor blocking;
    private final Write write = new Write();
    private final byte[] bytes = new byte[PIECE_BYTES];
    private boolean closed;
    private @Nullable Completer<Integer> going;
    /** Whether `going` is the piece of the write that is outstanding, not one before it. */
    private boolean own;

    BlockingSink(OutputStream stream, Executor blocking) {
        this.stream = stream;
        this.blocking = blocking;
    }

    @Override
    public Future<Integer> write(NativeMemory from, int offset, int length) {
        from.checkRange(offset, length);
        write.begin();
        write.memory = from;
        write.offset = offset;
        write.length = length;
        own = false;
        return write;
    }

    private Completer<Integer> handOver(int count) {
        Completer<Integer> outcome = new Completer<>();
        blocking.execute(() -> {
            try {
                stream.write(bytes, 0, count);
                stream.flush();
                outcome.complete(count);
            } catch (IOException e) {
                outcome.fail(named(e));
            } catch (RuntimeException e) {
                outcome.fail(e);
            }
        });
        return outcome;
    }

    private static IOException named(IOException e) {
        String reason = e.getMessage();
        if (reason == null || !(reason.contains("Broken pipe") || reason.contains("Stream closed"))) return e;
        BrokenPipeException named = new BrokenPipeException("cannot write: EPIPE: nobody reads any more");
        named.initCause(e);
        return named;
    }

    /** Closes it behind what was handed over; a pending write fails, though its piece may still go out. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        Completer<Integer> outcome = going;
        if (outcome != null) outcome.fail(new ClosedChannelException());
        blocking.execute(() -> {
            try {
                stream.close();
            } catch (IOException _) {
                // Each write was flushed.
            }
        });
    }

    private final class Write extends Operation<Integer> {
        @Nullable
        NativeMemory memory;

        int offset;
        int length;

        Write() {
            super("write");
        }

        @Override
        @SuppressWarnings("NullAway") // set when it was begun
        boolean advance(Waker waker) throws IOException {
            if (closed) throw new ClosedChannelException();
            while (true) {
                Completer<Integer> outcome = going;
                if (outcome == null) {
                    int count = Math.min(length, PIECE_BYTES);
                    MemorySegment.copy(memory.segment(), JAVA_BYTE, offset, bytes, 0, count);
                    outcome = handOver(count);
                    going = outcome;
                    own = true;
                }
                if (!outcome.poll(waker)) return false;
                going = null;
                int count = outcome.result();
                if (own) return succeed(count);
            }
        }
    }
}
