package dev.millrace.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.millrace.future.Future;
import dev.millrace.reactor.NativeMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@link ByteSource#readToEnd}. */
final class ReadToEnd extends Repeated<byte[]> {
    private static final int CHUNK_BYTES = 8192;

    private final ByteSource source;
    private final int most;
    private final NativeMemory chunk = NativeMemory.allocate(CHUNK_BYTES);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean ended;

    ReadToEnd(ByteSource source, int most) {
        super("readToEnd");
        this.source = source;
        this.most = most;
    }

    @Override
    @Nullable
    Future<Integer> next() {
        if (!ended) return source.read(chunk, 0, CHUNK_BYTES);
        succeed(bytes.toByteArray());
        return null;
    }

    @Override
    void took(int count) throws IOException {
        ended = count == ByteSource.END;
        if (ended) return;
        if (count > most - bytes.size())
            throw new IOException("there is more to read than wanted: most=" + most + "; read it in pieces");
        bytes.writeBytes(chunk.segment().asSlice(0, count).toArray(JAVA_BYTE));
    }
}
