package dev.millrace.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import dev.millrace.future.Waker;
import dev.millrace.reactor.NativeMemory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@link ByteSource#lines}. */
final class Lines implements Stream<String> {
    private static final int CHUNK_BYTES = 4096;

    private final ByteSource source;
    private final int most;
    private final NativeMemory chunk = NativeMemory.allocate(CHUNK_BYTES);
    private final Next next = new Next();

    /** What was read and not given yet. */
    private byte[] bytes = new byte[CHUNK_BYTES];

    private int first;
    private int end;
    /** Up to here there is no end of a line. */
    private int searched;

    private boolean ended;

    Lines(ByteSource source, int most) {
        this.source = source;
        this.most = most;
    }

    @Override
    public Future<@Nullable String> next() {
        next.open();
        return next;
    }

    @Override
    public void cancel() {
        next.cancel();
        ended = true;
        first = end;
    }

    private void append(int count) throws IOException {
        if (end - first + count > most + CHUNK_BYTES) throw tooLong();
        if (end + count > bytes.length) {
            byte[] larger = end - first + count > bytes.length ? new byte[2 * bytes.length] : bytes;
            System.arraycopy(bytes, first, larger, 0, end - first);
            end -= first;
            searched -= first;
            first = 0;
            bytes = larger;
        }
        MemorySegment.copy(chunk.segment(), JAVA_BYTE, 0, bytes, end, count);
        end += count;
    }

    /** The next whole line, or null. */
    private @Nullable String line() throws IOException {
        while (searched < end && bytes[searched] != '\n') searched++;
        if (searched == end && !(ended && first < end)) {
            if (end - first > most) throw tooLong();
            return null;
        }
        int stop = searched;
        if (searched < end && stop > first && bytes[stop - 1] == '\r') stop--;
        if (stop - first > most) throw tooLong();
        String line = new String(bytes, first, stop - first, StandardCharsets.UTF_8);
        searched = Math.min(searched + 1, end);
        first = searched;
        return line;
    }

    private IOException tooLong() {
        ended = true;
        byte[] start = Arrays.copyOfRange(bytes, first, Math.min(first + 20, end));
        first = end;
        searched = end;
        return new IOException(
                "line is too long: most=" + most + " begins=\"" + new String(start, StandardCharsets.UTF_8) + "\"");
    }

    private final class Next extends Operation<@Nullable String> {
        private @Nullable Future<Integer> inFlight;

        Next() {
            super("next of lines");
        }

        @Override
        boolean advance(Waker waker) throws IOException {
            while (true) {
                String line = line();
                if (line != null || ended) return succeed(line);
                if (inFlight == null) inFlight = source.read(chunk, 0, CHUNK_BYTES);
                if (!inFlight.poll(waker)) return false;
                Future<Integer> done = inFlight;
                inFlight = null;
                int count = done.result();
                if (count == ByteSource.END) ended = true;
                else append(count);
            }
        }

        @Override
        void drop() {
            if (inFlight != null) inFlight.cancel();
            inFlight = null;
        }
    }
}
