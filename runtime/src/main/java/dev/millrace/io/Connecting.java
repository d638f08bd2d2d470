package dev.millrace.io;

import dev.millrace.future.Waker;
import dev.millrace.reactor.StreamHandle;
import dev.millrace.reactor.StreamOptions;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@link StreamSocket#connect}. */
final class Connecting extends Operation<StreamSocket> {
    private final StreamOptions options;
    private @Nullable StreamHandle handle;
    private @Nullable Readiness readiness;

    Connecting(StreamOptions options) {
        super("connect");
        this.options = options;
        begin();
    }

    @Override
    boolean advance(Waker waker) throws IOException {
        try {
            return connected(waker);
        } catch (Throwable failure) {
            drop();
            throw failure;
        }
    }

    private boolean connected(Waker waker) throws IOException {
        StreamHandle connecting = handle;
        Readiness when = readiness;
        if (connecting == null || when == null) {
            connecting = begun();
            when = new Readiness(connecting);
            handle = connecting;
            readiness = when;
        }
        do {
            if (connecting.finishConnect()) {
                handle = null;
                return succeed(new StreamSocket(connecting, when));
            }
            when.refused();
        } while (when.pollWritable(waker));
        return false;
    }

    private StreamHandle begun() throws IOException {
        return Readiness.here("connect").environment().backend().openStream(options);
    }

    @Override
    void drop() {
        if (readiness != null) readiness.close();
        if (handle != null) handle.close();
    }
}
