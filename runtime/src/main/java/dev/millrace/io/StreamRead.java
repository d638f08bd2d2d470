package dev.millrace.io;

import dev.millrace.future.Waker;
import dev.millrace.reactor.MemoryVector;
import dev.millrace.reactor.NativeMemory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The one read that a stream can have outstanding. */
final class StreamRead extends Operation<Integer> {
    private final StreamSocket socket;
    private @Nullable NativeMemory memory;
    private @Nullable MemoryVector vector;
    private int offset;
    private int capacity;

    StreamRead(StreamSocket socket) {
        super("read");
        this.socket = socket;
    }

    void begin(NativeMemory into, int from, int most) {
        into.checkRange(from, most);
        begin();
        memory = into;
        vector = null;
        offset = from;
        capacity = most;
    }

    void begin(MemoryVector into) {
        begin();
        memory = null;
        vector = into;
    }

    /** Waits without reading. */
    void beginReadable() {
        begin();
        memory = null;
        vector = null;
    }

    @Override
    boolean advance(Waker waker) throws IOException {
        socket.checkOpen();
        while (socket.pollReadable(waker)) {
            int count = attempt();
            if (count != StreamSocket.WOULD_BLOCK) return done(count);
        }
        return false;
    }

    private int attempt() throws IOException {
        if (memory != null) return socket.tryRead(memory, offset, capacity);
        return vector != null ? socket.tryRead(vector) : 0;
    }

    /** The memory is the caller's again. */
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
