package dev.millrace.element.test;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.Element;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.SinkPad;
import dev.millrace.media.StreamLoop;
import dev.millrace.media.StreamTask;
import dev.millrace.runtime.Context;
import dev.millrace.timer.Timer;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Treats buffers as a bad network treats packets: loses, delays, reorders, doubles them; GStreamer's netsim.
 *
 * <p>With {@code seed} the same buffers always meet the same fate. It runs on the context of the stream that pushes into it, with a
 * stream task of its own for what it has delayed. The end of the stream comes after the last buffer.
 */
public final class NetSim extends Element implements StreamLoop {
    enum Distribution {
        UNIFORM,
        NORMAL,
        GAMMA
    }

    public static final ElementFactory<NetSim> FACTORY = NetSimProperties.addTo(ElementFactory.of("netsim", NetSim::new)
            .klass("Filter/Network")
            .description("loses, delays, reorders and doubles buffers as a bad network does")
            .sink(Caps.any())
            .src(Caps.any()));

    private record Delayed(Buffer buffer, long dueNs, long number) {}

    volatile int minDelayMs = 200;
    volatile int maxDelayMs = 400;
    volatile Distribution distribution = Distribution.UNIFORM;
    volatile double delayProbability;
    volatile double dropProbability;
    volatile double dropBurst = 1;
    volatile int dropPackets;
    volatile double duplicateProbability;
    volatile boolean allowReordering = true;
    volatile int maxKbps = -1;
    volatile int maxBucketKbit = -1;
    volatile long seed;

    private volatile @Nullable StreamTask task;

    // The context's thread.
    private final PriorityQueue<Delayed> delayed =
            new PriorityQueue<>(Comparator.comparingLong(Delayed::dueNs).thenComparingLong(Delayed::number));
    private final Timer release = new Timer() {
        @Override
        protected void fire(long nowNs) {
            StreamTask running = task;
            if (running != null) running.wake();
        }
    };
    private @Nullable Context context;
    private SplittableRandom random = new SplittableRandom(0);
    private FlowReturn flow = FlowReturn.OK;
    private long number;
    private long lastDueNs;
    private boolean inBurst;
    private boolean ended;
    private double bucketBits;
    private long bucketNs;
    private volatile long dropped;

    NetSim() {}

    long dropped() {
        return dropped;
    }

    // ---- what comes in

    @Override
    protected FlowReturn chain(SinkPad pad, Buffer buffer) {
        if (flow != FlowReturn.OK) {
            buffer.release();
            return flow;
        }
        long nowNs = enter();
        if (isLost() || isOverRate(buffer, nowNs)) {
            long more = dropped + 1;
            dropped = more;
            buffer.release();
            return FlowReturn.OK;
        }
        if (duplicateProbability > 0 && random.nextDouble() < duplicateProbability) pass(buffer.retain(), nowNs);
        return pass(buffer, nowNs);
    }

    /** The context is known from the first buffer on, and with it where to release. */
    private long enter() {
        Context here = context;
        if (here == null) {
            here = Context.current();
            if (here == null) throw new IllegalStateException("buffers must come from a context: element=" + name());
            context = here;
        }
        if (task == null) {
            StreamTask made = new StreamTask(here, this, this);
            made.startHere();
            task = made;
        }
        return here.turnNs();
    }

    private boolean isLost() {
        if (dropPackets > 0) {
            int left = dropPackets - 1;
            dropPackets = left;
            return true;
        }
        if (inBurst) inBurst = random.nextDouble() >= 1 / dropBurst;
        else inBurst = dropProbability > 0 && random.nextDouble() < dropProbability / dropBurst;
        boolean lost = inBurst;
        if (dropBurst <= 1) inBurst = false;
        return lost;
    }

    /** A bucket that fills at the rate, and out of which each buffer takes its bits. */
    private boolean isOverRate(Buffer buffer, long nowNs) {
        if (maxKbps < 0) return false;
        double most = maxBucketKbit < 0 ? Double.MAX_VALUE : maxBucketKbit * 1000.0;
        bucketBits = Math.min(most, bucketBits + (nowNs - bucketNs) * (maxKbps * 1000.0) / 1e9);
        bucketNs = nowNs;
        if (bucketBits < 8.0 * buffer.length()) return true;
        bucketBits -= 8.0 * buffer.length();
        return false;
    }

    private FlowReturn pass(Buffer buffer, long nowNs) {
        long delayNs = delayProbability > 0 && random.nextDouble() < delayProbability ? delayNs() : 0;
        long dueNs = nowNs + delayNs;
        if (!allowReordering) dueNs = Math.max(dueNs, lastDueNs);
        lastDueNs = Math.max(lastDueNs, dueNs);
        if (dueNs <= nowNs) return srcPad().push(buffer);
        delayed.add(new Delayed(buffer, dueNs, number++));
        arm();
        return FlowReturn.OK;
    }

    private long delayNs() {
        double least = minDelayMs;
        double most = Math.max(minDelayMs, maxDelayMs);
        double drawn = switch (distribution) {
            case UNIFORM -> least + (most - least) * random.nextDouble();
            // Nineteen of twenty within the limits, and none outside.
            case NORMAL -> (least + most) / 2 + random.nextGaussian() * (most - least) / 4;
            case GAMMA -> least + (most - least) * -Math.log(1 - random.nextDouble()) / 4;
        };
        return Math.round(Math.clamp(drawn, least, most) * 1e6);
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        if (event instanceof Event.FlushStart) dropAll();
        if (!(event instanceof Event.EndOfStream) || delayed.isEmpty()) return super.sinkEvent(pad, event);
        ended = true;
        return true;
    }

    // ---- what comes out

    private void arm() {
        Context on = context;
        Delayed first = delayed.peek();
        if (on == null || first == null) return;
        if (release.isArmed()) on.unschedule(release);
        on.schedule(release, first.dueNs());
    }

    @Override
    public boolean step(long nowNs) {
        StreamTask running = task;
        Context on = context;
        if (running == null || on == null) return false;
        long until = nowNs + on.waitNs() / 2;
        while (!running.isBlocked()) {
            Delayed first = delayed.peek();
            if (first == null || first.dueNs() > until) break;
            delayed.remove();
            FlowReturn one = srcPad().push(first.buffer());
            if (one != FlowReturn.OK) flow = one;
        }
        if (running.isBlocked()) return true;
        if (ended && delayed.isEmpty()) {
            ended = false;
            srcPad().pushEvent(new Event.EndOfStream());
        }
        arm();
        return false;
    }

    // ---- states

    @Override
    public void stop() {
        dropAll();
    }

    private void dropAll() {
        if (context != null) context.unschedule(release);
        for (Delayed one = delayed.poll(); one != null; one = delayed.poll())
            one.buffer().release();
        ended = false;
        flow = FlowReturn.OK;
    }

    @Override
    protected void readyToPaused() {
        random = new SplittableRandom(seed != 0 ? seed : environment().random().nextLong());
        flow = FlowReturn.OK;
        number = 0;
        lastDueNs = Long.MIN_VALUE;
        inBurst = false;
        bucketBits = 0;
        bucketNs = environment().nowNs();
        dropped = 0;
    }

    @Override
    protected void readyToNull() {
        task = null;
        context = null;
    }

    @Override
    protected @Nullable StreamTask streamTask() {
        return task;
    }
}
