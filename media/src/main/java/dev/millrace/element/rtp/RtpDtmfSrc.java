package dev.millrace.element.rtp;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.caps.Value;
import dev.millrace.media.Buffer;
import dev.millrace.media.BufferPool;
import dev.millrace.media.ContextSettings;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.Message;
import dev.millrace.media.Property;
import dev.millrace.media.Source;
import dev.millrace.media.SourceSettings;
import dev.millrace.media.SrcPad;
import dev.millrace.media.StreamTask;
import dev.millrace.rtp.TelephoneEventSender;
import dev.millrace.runtime.Context;
import dev.millrace.timer.Timer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends the keys of a telephone as RTP events (RFC 4733); GStreamer's ts-rtpdtmfsrc and rtpdtmfsrc.
 *
 * <p>A key goes down and up by events upstream, which {@link dev.millrace.media.Pipeline#sendUpstream} sends as well as any element downstream:
 * {@code dtmf-event, type=1, method=1, start=true, number=5, volume=10}, and later {@code dtmf-event, type=1, method=1,
 * start=false}. It refuses what is out of range with a warning, a second key while one is down, an end without a beginning, and
 * a fifth event that waits. The message {@code dtmf-event-processed} tells that a key has gone down or up, {@code dtmf-event-dropped} that
 * it never will. A flush ends the key that is down, with its last packets after the flush; so does the end of the stream.
 */
public final class RtpDtmfSrc extends Source {
    /*
     * Overview. Events come from any thread and wait in `commands`, guarded by itself, as is whether they may come and which
     * kind may be next. The stream takes one when the sender of packets is ready for it, and tells of it with the packet
     * in which it is first heard.
     */
    private static final Caps CAPS = Caps.parse("application/x-rtp, media=audio, payload=[96,127],"
            + " clock-rate=[0,2147483647], encoding-name=TELEPHONE-EVENT");

    /** On a shared context. */
    public static final ElementFactory<RtpDtmfSrc> SHARED = ContextSettings.addTo(
            DtmfSettings.addShared(
                    common(ElementFactory.of("ts-rtpdtmfsrc", () -> new RtpDtmfSrc(true))), e -> e.settings),
            e -> e.contextSettings);

    /** On a thread of its own. */
    public static final ElementFactory<RtpDtmfSrc> CLASSIC = DtmfSettings.addClassic(
            SourceSettings.addTo(common(ElementFactory.of("rtpdtmfsrc", () -> new RtpDtmfSrc(false)))),
            e -> e.settings);

    private static final String PROCESSED = "dtmf-event-processed";
    private static final String DROPPED = "dtmf-event-dropped";
    private static final int MOST_WAITING = 4;
    private static final int HEADROOM = 64;
    private static final int PTIME_MS = 40;
    private static final long NS_PER_MS = 1_000_000;

    private final boolean shared;
    private final ContextSettings contextSettings = new ContextSettings();
    private final DtmfSettings settings = new DtmfSettings();

    // Guarded by commands.
    private final ArrayDeque<DtmfCommand> commands = new ArrayDeque<>();
    private boolean accepting;
    private boolean down;

    private volatile boolean ending;

    // The context's thread; others see what is volatile.
    private final Timer due = new Timer() {
        @Override
        protected void fire(long nowNs) {
            task().wake();
        }
    };
    private @Nullable TelephoneEventSender sender;
    private @Nullable DtmfCommand goesDown;
    private @Nullable DtmfCommand goesUp;
    private int payloadType;
    private int clockRate;
    private volatile int ptimeMs = PTIME_MS;
    private int ssrc;
    private int timestampOffset;
    private int nextSeq;
    private volatile int lastSeq;
    private volatile long lastTimestamp;

    private RtpDtmfSrc(boolean shared) {
        this.shared = shared;
    }

    private static ElementFactory<RtpDtmfSrc> common(ElementFactory<RtpDtmfSrc> factory) {
        return DtmfSettings.addTo(
                        factory.klass("Source/Network/RTP")
                                .description("sends the keys of a telephone as RTP events")
                                .src(CAPS),
                        e -> e.settings)
                .readOnly(
                        Property.ofUint("timestamp", 0, 0xffff_ffffL, 0).blurb("timestamp of the last packet"),
                        e -> e.lastTimestamp)
                .readOnly(
                        Property.ofUint("seqnum", 0, 0xffff_ffffL, 0).blurb("sequence number of the last packet"),
                        e -> (long) e.lastSeq);
    }

    // ---- what it is told, on any thread

    @Override
    protected boolean srcEvent(SrcPad pad, Event event) {
        if (event instanceof Event.Custom(Structure told, Event.Custom.Way way)
                && way == Event.Custom.Way.UPSTREAM
                && told.name().equals(DtmfCommand.NAME)) return press(told);
        return super.srcEvent(pad, event);
    }

    private boolean press(Structure told) {
        try {
            admit(DtmfCommand.of(told));
        } catch (IllegalArgumentException e) {
            postWarning(String.valueOf(e.getMessage()), null);
            return false;
        }
        StreamTask streaming = streamTask();
        if (streaming != null) streaming.wake();
        return true;
    }

    private void admit(DtmfCommand command) {
        synchronized (commands) {
            if (!accepting) throw refused("state=" + state(), "bring it to PAUSED or PLAYING first");
            if (command.start() == down)
                throw refused(
                        "start=" + command.start(),
                        down ? "a key is down, end it first" : "no key is down, begin with start=true");
            if (commands.size() == MOST_WAITING)
                throw refused("waiting=" + MOST_WAITING, "wait for dtmf-event-processed");
            commands.add(command);
            down = command.start();
        }
    }

    private static IllegalArgumentException refused(String what, String right) {
        return new IllegalArgumentException("dtmf-event is refused: " + what + "; " + right);
    }

    private @Nullable DtmfCommand nextCommand() {
        synchronized (commands) {
            return commands.peek();
        }
    }

    private void taken() {
        synchronized (commands) {
            commands.remove();
        }
    }

    private void tell(DtmfCommand command, String message) {
        post(new Message.ElementMessage(this, command.told(message)));
    }

    /** What has not been taken will not be heard. */
    private void dropWaiting() {
        List<DtmfCommand> dropped;
        synchronized (commands) {
            dropped = List.copyOf(commands);
            commands.clear();
            down = false;
        }
        for (DtmfCommand command : dropped) tell(command, DROPPED);
    }

    /** What was taken, and of which no packet has told, will not be heard either. */
    private void dropUnheard() {
        DtmfCommand started = goesDown;
        DtmfCommand ended = goesUp;
        goesDown = null;
        goesUp = null;
        if (started != null) tell(started, DROPPED);
        if (ended != null) tell(ended, DROPPED);
    }

    @Override
    protected void endStream() {
        ending = true;
        StreamTask streaming = streamTask();
        if (streaming != null) streaming.wakeNow();
    }

    // ---- format

    @Override
    protected Caps streamCaps() {
        return CAPS;
    }

    /** What downstream has fixed is taken; the rest is as it is set here. */
    @Override
    protected Structure prefer(Structure possible) {
        Structure chosen = possible.nearest("payload", settings.payloadType)
                .nearest("clock-rate", (int) Math.min(settings.clockRate, Integer.MAX_VALUE));
        for (String field : new String[] {"ssrc", "timestamp-offset", "seqnum-offset"})
            if (!(chosen.field(field) instanceof Value.Uint)) chosen = chosen.with(field, Value.unsigned(mine(field)));
        OptionalInt packetMs = milliseconds(chosen, "ptime");
        if (packetMs.isEmpty()) packetMs = milliseconds(chosen, "maxptime");
        return chosen.with("ptime", Value.unsigned(packetMs.orElse(PTIME_MS)));
    }

    private int mine(String field) {
        return switch (field) {
            case "ssrc" -> ssrc;
            case "timestamp-offset" -> timestampOffset;
            default -> nextSeq & 0xffff;
        };
    }

    private static OptionalInt milliseconds(Structure structure, String field) {
        return switch (structure.field(field)) {
            case Value.Int(int ms) -> OptionalInt.of(ms);
            case Value.Uint(long ms) -> OptionalInt.of((int) Math.min(ms, Integer.MAX_VALUE));
            case null, default -> OptionalInt.empty();
        };
    }

    @Override
    protected void capsChosen(Caps caps) {
        Structure chosen = caps.structure(0);
        payloadType = chosen.intValue("payload").orElse(settings.payloadType);
        ssrc = unsigned(chosen, "ssrc", ssrc);
        timestampOffset = unsigned(chosen, "timestamp-offset", timestampOffset);
        nextSeq = unsigned(chosen, "seqnum-offset", nextSeq);
        int rate = chosen.intValue("clock-rate").orElse(0);
        int packetMs = milliseconds(chosen, "ptime").orElse(PTIME_MS);
        if (sender != null && rate == clockRate && packetMs == ptimeMs) return;
        sender = new TelephoneEventSender(rate, packetMs * NS_PER_MS, settings.redundancy);
        clockRate = rate;
        if (packetMs == ptimeMs) return;
        ptimeMs = packetMs;
        postLatency();
    }

    private static int unsigned(Structure structure, String field, int otherwise) {
        return structure.field(field) instanceof Value.Uint(long value) ? (int) value : otherwise;
    }

    /** A packet tells of a packet time to come, and goes out half a slice late at most. */
    @Override
    protected long latencyNs() {
        return ptimeMs * NS_PER_MS + task().context().waitNs() / 2;
    }

    // ---- the stream

    @Override
    protected boolean produce(long nowNs) {
        TelephoneEventSender keys = sender;
        if (keys == null) return false;
        long runningNs = pipeline().runningTimeNs(nowNs);
        while (true) {
            if (ending) finish(keys);
            else obey(keys, runningNs);
            if (ending && !keys.isActive()) {
                end();
                return false;
            }
            long dueNs = keys.nextDeadlineNs();
            if (dueNs > runningNs + task().context().waitNs() / 2) return sleepUntil(dueNs);
            if (!push(make(keys))) return task().isBlocked();
        }
    }

    private boolean sleepUntil(long dueNs) {
        if (dueNs != Long.MAX_VALUE) task().context().schedule(due, pipeline().clockTimeNs(dueNs));
        return false;
    }

    /** Takes what it is told as far as the sender of packets is ready for it. */
    private void obey(TelephoneEventSender keys, long runningNs) {
        for (DtmfCommand next = nextCommand(); next != null; next = nextCommand()) {
            if (!next.start() && keys.canStop()) {
                goesUp = next;
                keys.stop();
            } else if (next.start() && !keys.isActive()) {
                goesDown = next;
                keys.start(
                        next.number(),
                        next.volume(),
                        next.lastStopNs() == Buffer.NO_TIME ? runningNs : next.lastStopNs());
            } else if (!next.start() && !keys.isActive()) {
                tell(next, DROPPED);
            } else {
                return;
            }
            taken();
        }
    }

    private void finish(TelephoneEventSender keys) {
        keys.cut();
        dropWaiting();
        if (!keys.isActive()) dropUnheard();
    }

    private Buffer make(TelephoneEventSender keys) {
        keys.advance();
        DtmfCommand started = goesDown;
        if (started != null) tell(started, PROCESSED);
        goesDown = null;
        DtmfCommand ended = goesUp;
        if (ended != null && keys.isEnd()) {
            tell(ended, PROCESSED);
            goesUp = null;
        }
        int bytes = TelephoneEventSender.PACKET_BYTES;
        Buffer buffer = BufferPool.of(task().context(), HEADROOM + bytes).acquire();
        buffer.setRange(HEADROOM, bytes);
        lastSeq = nextSeq & 0xffff;
        nextSeq++;
        lastTimestamp = Integer.toUnsignedLong(timestampOffset + (int) keys.timestampTicks());
        keys.write(buffer.segment(), buffer.offset(), payloadType, lastSeq, timestampOffset, ssrc);
        buffer.setPtsNs(keys.ptsNs());
        buffer.setDurationNs(keys.durationNs());
        return buffer;
    }

    @Override
    protected void dropped() {
        task().context().unschedule(due);
        ending = false;
        if (sender != null) sender.cut();
        dropWaiting();
        if (sender == null || !sender.isActive()) dropUnheard();
    }

    // ---- states

    @Override
    protected Context acquireContext() throws IOException {
        return shared ? acquireShared(contextSettings) : super.acquireContext();
    }

    @Override
    protected void close() {
        task().context().unschedule(due);
    }

    @Override
    protected void readyToPaused() throws Exception {
        super.readyToPaused();
        RandomGenerator random = environment().random();
        ssrc = settings.ssrc == DtmfSettings.RANDOM ? random.nextInt() : (int) settings.ssrc;
        timestampOffset =
                settings.timestampOffset == DtmfSettings.RANDOM ? random.nextInt() : (int) settings.timestampOffset;
        nextSeq = settings.seqnumOffset < 0 ? random.nextInt(1 << 15) : settings.seqnumOffset;
        sender = null;
        ending = false;
        ptimeMs = PTIME_MS;
        lastSeq = 0;
        lastTimestamp = 0;
        synchronized (commands) {
            accepting = true;
            down = false;
        }
    }

    @Override
    protected void pausedToReady() throws Exception {
        super.pausedToReady();
        synchronized (commands) {
            accepting = false;
        }
        dropWaiting();
        dropUnheard();
    }
}
