package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.reactor.NativeMemory;
import java.io.EOFException;
import org.jspecify.annotations.Nullable;

/** {@link ByteSource#readFully}. */
final class ReadFully extends Repeated<@Nullable Void> {
    private final ByteSource source;
    private final NativeMemory into;
    private final int offset;
    private final int length;
    private int count;

    ReadFully(ByteSource source, NativeMemory into, int offset, int length) {
        super("readFully");
        into.checkRange(offset, length);
        this.source = source;
        this.into = into;
        this.offset = offset;
        this.length = length;
    }

    @Override
    @Nullable
    Future<Integer> next() {
        if (count < length) return source.read(into, offset + count, length - count);
        succeed(null);
        return null;
    }

    @Override
    void took(int read) throws EOFException {
        if (read == ByteSource.END)
            throw new EOFException("the end came too early: read=" + count + " wanted=" + length);
        count += read;
    }
}
