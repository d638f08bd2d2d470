package dev.millrace.load;

import dev.millrace.io.SendBatch;
import dev.millrace.io.SendListener;
import dev.millrace.io.UdpSocket;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.rtp.RtpPacket;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends ramps: any number of RTP streams from one socket, on one thread, in an even pace that does not drift.
 *
 * <p>Overview. Time is cut into periods of 20 ms, each period into the slots of its {@link Pace}; slot {@code j} of
 * period {@code k} is due at {@code start + (k + j / slots) * 20 ms}, whenever the ones before were sent. A slot sends
 * the packet {@code k} of its share of the streams. After a stall what was missed is sent at once, so that the number
 * of packets is always what the clock says.
 *
 * <p>{@link #turn} does what is due and does not wait; {@link #run} waits in between. Both belong to the one thread
 * that sends; the counts may be read by any. Nothing is allocated for a packet.
 */
public final class PacedSender {

    /** What {@link #turn} says when all packets are sent. */
    public static final long DONE = Long.MAX_VALUE;

    private static final long PERIOD_NS = 20_000_000;
    private static final int PACKET_BYTES = RtpPacket.HEADER_BYTES + RampPattern.SAMPLES_PER_PACKET;
    private static final int STRIDE_BYTES = 192; // whole cache lines for each packet
    private static final int PACKETS_PER_CLOCK_READ = 64;

    private final Environment environment;
    private final UdpSocket socket;
    private final SendPlan plan;
    private final @Nullable SendTimes times;
    private final SendBatch batch = new SendBatch();
    private final SendListener listener = new Counter();

    // By stream.
    private final NativeMemory[] packets;
    private final Endpoint[] destinations;
    private final int[] firstSequence;
    private final int[] firstTimestamp;
    private final int[] ssrc;

    private long startNs;
    private boolean started;
    private long period;
    private int slot;
    private long sentSoFar;
    private long failedSoFar;
    private long lateSoFar;

    private volatile long sent;
    private volatile long failed;
    private volatile long lateSlots;

    /**
     * A sender that has not begun.
     *
     * @param environment its clock and randomness
     * @param socket to send from; stays the caller's, who closes it afterwards
     * @param plan what to send
     * @param times where to note when each packet was sent; null for nowhere
     */
    public PacedSender(Environment environment, UdpSocket socket, SendPlan plan, @Nullable SendTimes times) {
        this.environment = environment;
        this.socket = socket;
        this.plan = plan;
        this.times = times;
        int streams = plan.streams();
        packets = new NativeMemory[streams];
        destinations = new Endpoint[streams];
        RandomGenerator random = environment.random();
        firstSequence = random.ints(streams, 0, 1 << 16).toArray();
        firstTimestamp = random.ints(streams).toArray();
        ssrc = random.ints(streams).toArray();
        MemorySegment slab = Arena.ofAuto().allocate((long) STRIDE_BYTES * streams, 64);
        for (int i = 0; i < streams; i++) {
            packets[i] = new NativeMemory(slab.asSlice((long) STRIDE_BYTES * i, STRIDE_BYTES));
            destinations[i] = plan.endpoint(i);
        }
    }

    /**
     * Sends, on the calling thread, until all packets are sent or {@code stop} is given, whichever is first.
     *
     * @throws IllegalStateException on a context's thread, which may not wait
     */
    public void run(StopSignal stop) {
        for (long dueNs = turn(environment.nowNs()); dueNs != DONE && !stop.isStopped(); ) {
            long waitNs = dueNs - environment.nowNs();
            if (waitNs > 0) {
                LockSupport.parkNanos(this, waitNs);
            }
            dueNs = turn(environment.nowNs());
        }
    }

    /**
     * Sends what is due. The first call sets the start, one period later, and sends nothing.
     *
     * @param nowNs the time by the environment's clock
     * @return when to call again, by the same clock, or {@link #DONE}
     */
    public long turn(long nowNs) {
        if (!started) {
            started = true;
            startNs = nowNs + PERIOD_NS;
        }
        long dueNs = dueNs();
        while (dueNs <= nowNs && period < plan.packetsPerStream()) {
            if (nowNs - dueNs > PERIOD_NS) {
                lateSoFar++;
            }
            sendSlot();
            slot = (slot + 1) % plan.pace().slots();
            period += slot == 0 ? 1 : 0;
            dueNs = dueNs();
        }
        return period < plan.packetsPerStream() ? dueNs : DONE;
    }

    private long dueNs() {
        return startNs + period * PERIOD_NS + PERIOD_NS * slot / plan.pace().slots();
    }

    private void sendSlot() {
        int slots = plan.pace().slots();
        int first = plan.streams() * slot / slots;
        int end = plan.streams() * (slot + 1) / slots;
        for (int from = first; from < end; from += PACKETS_PER_CLOCK_READ) {
            sendStreams(from, Math.min(end, from + PACKETS_PER_CLOCK_READ));
        }
        sent = sentSoFar;
        failed = failedSoFar;
        lateSlots = lateSoFar;
    }

    private void sendStreams(int from, int end) {
        long nowNs = environment.nowNs();
        for (int stream = from; stream < end; stream++) {
            write(stream);
            if (times != null) {
                times.sent(stream, period, nowNs);
            }
            batch.add(socket, packets[stream], 0, PACKET_BYTES, destinations[stream], listener);
        }
        batch.flush();
    }

    private void write(int stream) {
        MemorySegment packet = packets[stream].segment();
        int sequence = firstSequence[stream] + (int) period;
        int timestamp = firstTimestamp[stream] + (int) period * RampPattern.SAMPLES_PER_PACKET;
        int payloadType = plan.pattern().payloadType();
        RtpPacket.writeHeader(packet, 0, period == 0, payloadType, sequence, timestamp, ssrc[stream]);
        plan.pattern().fill(RampPattern.phase(stream, period), packet, RtpPacket.HEADER_BYTES);
    }

    /** Packets handed to the network. */
    public long sent() {
        return sent;
    }

    /** Packets that the system refused to take. */
    public long failed() {
        return failed;
    }

    /** Slots that were sent more than 20 ms after they were due: the machine stalled this sender. */
    public long lateSlots() {
        return lateSlots;
    }

    private final class Counter implements SendListener {
        @Override
        public void sent(NativeMemory memory, int length) {
            sentSoFar++;
        }

        @Override
        public void sendFailed(NativeMemory memory, IOException reason) {
            failedSoFar++;
        }
    }
}
