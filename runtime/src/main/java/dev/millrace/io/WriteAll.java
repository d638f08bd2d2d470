package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.reactor.NativeMemory;
import org.jspecify.annotations.Nullable;

/** {@link ByteSink#writeAll}. */
final class WriteAll extends Repeated<@Nullable Void> {
    private final ByteSink sink;
    private final NativeMemory from;
    private final int offset;
    private final int length;
    private int count;

    WriteAll(ByteSink sink, NativeMemory from, int offset, int length) {
        super("writeAll");
        from.checkRange(offset, length);
        this.sink = sink;
        this.from = from;
        this.offset = offset;
        this.length = length;
    }

    @Override
    @Nullable
    Future<Integer> next() {
        if (count < length) return sink.write(from, offset + count, length - count);
        succeed(null);
        return null;
    }

    @Override
    void took(int written) {
        count += written;
    }
}
