package dev.millrace.element.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.sim.Simulation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many calls of the system it takes to write what, and what becomes of one that fails. */
class WriteBufferTest {
    private static final Duration LIMIT = Duration.ofMillis(50);

    /** Each call is written down: how many bytes, or where to. */
    private final List<String> calls = new ArrayList<>();

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final BufferPool pool = new BufferPool(512, 0);
    private int mostAtOnce = Integer.MAX_VALUE;
    private int denials;
    private String reason = "Permission denied";
    private long nowNs;

    private final FileOutput file = new FileOutput() {
        @Override
        public long write(ByteBuffer[] pieces, int first, int count) throws IOException {
            if (denials > 0) {
                denials--;
                calls.add("denied");
                throw new IOException(reason);
            }
            int bytes = 0;
            for (int i = first; i < first + count; i++)
                while (pieces[i].hasRemaining() && bytes < mostAtOnce) {
                    written.write(pieces[i].get());
                    bytes++;
                }
            calls.add("write " + bytes);
            return bytes;
        }

        @Override
        public void position(long target) {
            calls.add("position " + target);
        }

        @Override
        public void close() {
            calls.add("close");
        }
    };

    private WriteBuffer buffer(BufferMode mode, long bytes) {
        return new WriteBuffer(file, options(false, mode, bytes));
    }

    private WriteOptions options(boolean append, BufferMode mode, long bytes) {
        Retries retries = new Retries(LIMIT, () -> nowNs, time -> nowNs += time.toNanos());
        return new WriteOptions(append, false, mode, bytes, retries);
    }

    private void add(WriteBuffer to, int... sizes) throws IOException {
        for (int size : sizes) {
            Buffer buffer = pool.acquire();
            buffer.setRange(0, size);
            for (int i = 0; i < size; i++) buffer.segment().set(ValueLayout.JAVA_BYTE, i, (byte) size);
            to.add(buffer);
            buffer.release();
        }
    }

    @Test
    void unbufferedEachBufferIsACall() throws IOException {
        WriteBuffer out = buffer(BufferMode.UNBUFFERED, 100);
        add(out, 10, 20, 0, 30);
        out.flush();
        assertThat(calls).containsExactly("write 10", "write 20", "write 30");
    }

    @Test
    void byDefaultWhatExceedsTheBufferIsWrittenWithIt() throws IOException {
        WriteBuffer out = buffer(BufferMode.DEFAULT, 100);
        add(out, 40, 60);
        assertThat(calls).as("as many as fit").isEmpty();
        add(out, 30, 200, 200, 5);
        assertThat(calls).containsExactly("write 130", "write 200", "write 200");
        out.flush();
        out.flush();
        assertThat(calls).endsWith("write 200", "write 5").hasSize(4);
    }

    @Test
    void fullNeverWritesMoreThanTheBufferUnlessOneIsLarger() throws IOException {
        for (BufferMode mode : new BufferMode[] {BufferMode.FULL, BufferMode.LINE}) {
            WriteBuffer out = buffer(mode, 100);
            add(out, 40, 60, 30, 200, 5);
            assertThat(calls).containsExactly("write 100", "write 30", "write 200");
            out.flush();
            assertThat(calls).endsWith("write 5");
            calls.clear();
        }
    }

    /** The usual packet, and the usual buffer: a hundredth of the calls and less. */
    @Test
    void theUsualBufferGathersFourHundredPackets() throws IOException {
        WriteBuffer out = buffer(BufferMode.DEFAULT, 0);
        for (int i = 0; i < 4100; i++) add(out, 160);
        out.flush();
        assertThat(calls).hasSize(10).startsWith("write 65600");
        assertThat(written.size()).isEqualTo(4100 * 160);
        assertThat(pool.outstanding()).isZero();
    }

    @Test
    void whatTheSystemTakesInPartsIsWrittenInOrder() throws IOException {
        mostAtOnce = 7;
        WriteBuffer out = buffer(BufferMode.DEFAULT, 20);
        add(out, 1, 2, 3, 16);
        assertThat(calls).containsExactly("write 7", "write 7", "write 7", "write 1");
        assertThat(written.toByteArray()).startsWith(1, 2, 2, 3, 3, 3, 16).hasSize(22);
    }

    @Test
    void aSeekWritesFirstAndOnlyWhereItLeadsElsewhere() throws IOException {
        WriteBuffer out = buffer(BufferMode.FULL, 100);
        add(out, 10);
        out.seek(10);
        assertThat(calls).isEmpty();
        out.seek(4);
        add(out, 2);
        out.seek(6);
        out.close();
        assertThat(calls).containsExactly("write 10", "position 4", "close");
    }

    // ---- denied

    @Test
    void aWriteThatIsDeniedIsTriedAgainFromItsPlace() throws IOException {
        WriteBuffer out = buffer(BufferMode.UNBUFFERED, 0);
        add(out, 10);
        denials = 3;
        add(out, 20);
        assertThat(calls)
                .containsExactly(
                        "write 10",
                        "denied",
                        "position 10",
                        "denied",
                        "position 10",
                        "denied",
                        "position 10",
                        "write 20");
        assertThat(nowNs).isEqualTo(30_000_000);
        WriteBuffer behind = new WriteBuffer(file, options(true, BufferMode.UNBUFFERED, 0));
        denials = 1;
        calls.clear();
        add(behind, 5);
        assertThat(calls).as("appending has no place").containsExactly("denied", "write 5");
    }

    @Test
    void itIsGivenUpAfterTheLimitAndAtOnceForAnotherReason() {
        WriteBuffer out = buffer(BufferMode.UNBUFFERED, 0);
        denials = 100;
        assertThatThrownBy(() -> add(out, 10)).hasMessage("Permission denied");
        assertThat(nowNs).isEqualTo(60_000_000);
        assertThat(calls).hasSize(2 * 6 + 1).endsWith("denied");
        reason = "No space left on device";
        calls.clear();
        assertThatThrownBy(() -> add(out, 10)).hasMessage(reason);
        assertThat(calls).containsExactly("denied");
        WriteBuffer never = new WriteBuffer(file, new WriteOptions(false, false, BufferMode.FULL, 4, Retries.none()));
        reason = "Permission denied";
        assertThatThrownBy(() -> add(never, 10)).hasMessage(reason);
    }

    @Test
    void theWaitIsOneOfTheEnvironmentsClock() {
        Simulation.run(1, sim -> {
            Retries retries = Retries.within(LIMIT, sim.environment());
            long untilNs = retries.untilNs();
            assertThat(untilNs).isEqualTo(LIMIT.toNanos());
            int pauses = 0;
            while (retries.again(new IOException(reason), untilNs)) pauses++;
            assertThat(pauses).isEqualTo(6);
            assertThat(sim.environment().nowNs()).isBetween(60_000_000L, 70_000_000L);
        });
    }
}
