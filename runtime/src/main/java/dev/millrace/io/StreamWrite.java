package dev.millrace.io;

import dev.millrace.future.Waker;
import dev.millrace.reactor.MemoryVector;
import dev.millrace.reactor.NativeMemory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The one write that a stream can have outstanding. */
final class StreamWrite extends Operation<Integer> {
    private final StreamSocket socket;
    private @Nullable NativeMemory memory;
    private @Nullable MemoryVector vector;
    private int offset;
    private int length;
    private boolean all;
    private int written;

    StreamWrite(StreamSocket socket) {
        super("write");
        this.socket = socket;
    }

    void begin(NativeMemory from, int at, int count) {
        from.checkRange(at, count);
        begin();
        memory = from;
        vector = null;
        offset = at;
        length = count;
        all = false;
        written = 0;
    }

    void begin(MemoryVector from, boolean whole) {
        begin();
        memory = null;
        vector = from;
        all = whole;
        written = 0;
    }

    /** Waits without writing. */
    void beginWritable() {
        begin();
        memory = null;
        vector = null;
        all = false;
        written = 0;
    }

    /** A write is tried without asking first: there is room more often than not. */
    @Override
    boolean advance(Waker waker) throws IOException {
        socket.checkOpen();
        while (socket.pollWritable(waker)) {
            int count = attempt();
            if (count == StreamSocket.WOULD_BLOCK) continue;
            written += count;
            if (!all || left() == 0) return done(written);
        }
        return false;
    }

    private int attempt() throws IOException {
        if (memory != null) return socket.tryWrite(memory, offset, length);
        if (vector == null) return 0;
        int count = socket.tryWrite(vector);
        if (all && count > 0) vector.advance(count);
        return count;
    }

    private long left() {
        return vector == null ? 0 : vector.length();
    }

    private boolean done(int count) {
        memory = null;
        vector = null;
        return succeed(count);
    }

    @Override
    void drop() {
        memory = null;
        vector = null;
    }
}
