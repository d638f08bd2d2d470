package dev.millrace.element.test;

import dev.millrace.caps.Caps;
import dev.millrace.future.Futures;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.Message;
import dev.millrace.media.Source;
import dev.millrace.media.StreamTask;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Pushes buffers of nothing in particular, as fast as they are taken; GStreamer's fakesrc.
 *
 * <p>On a thread of its own. With {@code datarate} buffers have times, and with {@code sync} they wait for them.
 */
public final class FakeSrc extends Source {
    enum SizeType {
        EMPTY,
        FIXED,
        RANDOM
    }

    enum FillType {
        NOTHING,
        ZERO,
        RANDOM,
        PATTERN,
        PATTERN_SPAN
    }

    public static final ElementFactory<FakeSrc> FACTORY = FakeSrcProperties.addTo(
                    ElementFactory.of("fakesrc", FakeSrc::new)
                            .klass("Source")
                            .description("pushes buffers of nothing in particular"))
            .src(Caps.any());

    private static final int MOST_PER_STEP = 16;

    volatile SizeType sizeType = SizeType.EMPTY;
    volatile int sizeMin;
    volatile int sizeMax = 4096;
    volatile FillType fillType = FillType.NOTHING;
    volatile int dataRate;
    volatile boolean sync;
    boolean live;
    volatile boolean silent = true;
    volatile boolean dump;
    volatile boolean signalHandoffs;
    Event.Segment.Format format = Event.Segment.Format.BYTES;
    volatile @Nullable String lastMessage;

    // The context's thread.
    private long bytes;
    private int span;

    private FakeSrc() {}

    @Override
    protected boolean isLive() {
        return live;
    }

    @Override
    protected Event.Segment streamSegment() {
        boolean timed = format == Event.Segment.Format.TIME || dataRate > 0;
        return timed ? Event.Segment.TIME : new Event.Segment(Event.Segment.Format.BYTES, 0);
    }

    @Override
    protected void readyToPaused() throws Exception {
        super.readyToPaused();
        bytes = 0;
        span = 0;
        lastMessage = null;
    }

    @Override
    protected boolean produce(long nowNs) {
        for (int i = 0; i < MOST_PER_STEP; i++) {
            if (!push(make())) return task().isBlocked();
        }
        return true;
    }

    private Buffer make() {
        int size = size();
        Buffer buffer = BufferPool.of(task().context(), Math.max(size, 1)).acquire();
        buffer.setRange(0, size);
        fill(buffer);
        if (dataRate > 0) setTimes(buffer);
        bytes += size;
        if (signalHandoffs) signal("handoff", buffer, srcPad());
        if (!silent) tell(buffer);
        if (dump) System.out.print(HexDump.of(buffer));
        return buffer;
    }

    private void setTimes(Buffer buffer) {
        long atNs = bytes * 1_000_000_000L / dataRate;
        buffer.setPtsNs(atNs);
        buffer.setDurationNs((bytes + buffer.length()) * 1_000_000_000L / dataRate - atNs);
        if (sync) waitFor(atNs);
    }

    /** The next buffer waits until this one is due: it goes out early by its own length at most. */
    private void waitFor(long runningNs) {
        long waitNs = pipeline().clockTimeNs(runningNs) - environment().nowNs();
        if (waitNs > 0) StreamTask.defer(Futures.sleepAtLeast(Duration.ofNanos(waitNs)));
    }

    private int size() {
        return switch (sizeType) {
            case EMPTY -> 0;
            case FIXED -> sizeMax;
            case RANDOM -> sizeMin >= sizeMax ? sizeMax : environment().random().nextInt(sizeMin, sizeMax + 1);
        };
    }

    private void fill(Buffer buffer) {
        FillType how = fillType;
        if (how == FillType.NOTHING) return;
        if (how != FillType.PATTERN_SPAN) span = 0;
        RandomGenerator random = environment().random();
        for (int i = 0; i < buffer.length(); i++) {
            byte value = (byte) (how == FillType.ZERO ? 0 : how == FillType.RANDOM ? random.nextInt() : span++);
            buffer.segment().set(ValueLayout.JAVA_BYTE, buffer.offset() + i, value);
        }
    }

    private void tell(Buffer buffer) {
        String text = BufferText.of("create", srcPad(), buffer);
        lastMessage = text;
        post(new Message.PropertyNotify(this, null, "last-message", text));
    }
}
