package dev.millrace.media;

import dev.millrace.caps.Caps;
import dev.millrace.future.Future;
import dev.millrace.runtime.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elements that tests script. */
final class Parts {
    private Parts() {}

    /** Pushes a buffer per turn, up to a number; fails where it is told to. */
    static final class Pump extends Source {
        static final ElementFactory<Pump> FACTORY =
                ElementFactory.of("pump", Pump::new).src(Caps.any());

        int limit = Integer.MAX_VALUE;
        int pushed;
        boolean live = true;
        long latencyNs;
        Caps caps = Caps.parse("audio/x-raw, rate=8000");

        @Nullable
        String failIn;

        @Nullable
        Context own;

        /** Done once in place of a push, on the streaming thread. */
        @Nullable
        Runnable instead;

        final List<String> calls = new ArrayList<>();

        private void call(String what) throws Exception {
            calls.add(what);
            if (what.equals(failIn)) throw new IOException("planted in " + what);
            if ((what + " error").equals(failIn)) throw new AssertionError("planted in " + what);
        }

        @Override
        protected Context acquireContext() throws IOException {
            own = environment().open(name(), Duration.ZERO);
            return own;
        }

        @Override
        protected void open() throws Exception {
            call("open");
        }

        @Override
        protected void close() {
            calls.add("close");
        }

        @Override
        protected void pausedToPlaying() throws Exception {
            call("playing");
        }

        @Override
        protected boolean produce(long nowNs) throws Exception {
            if (instead != null) {
                Runnable action = instead;
                instead = null;
                action.run();
                return false;
            }
            if (pushed >= limit) return false;
            if ("produce".equals(failIn)) throw new IOException("planted in produce");
            Buffer buffer = BufferPool.here(100).acquire();
            buffer.setRange(0, 4);
            buffer.setPtsNs(pushed * 1_000_000L);
            buffer.setDtsNs(pushed++);
            return push(buffer);
        }

        @Override
        protected @Nullable Caps streamCaps() {
            return caps;
        }

        @Override
        protected boolean isLive() {
            return live;
        }

        @Override
        protected long latencyNs() {
            return latencyNs;
        }

        StreamTask streamTaskForTest() {
            return task();
        }
    }

    /** Counts buffers; defers, answers and fails as it is told. */
    static final class Drain extends Sink {
        static final ElementFactory<Drain> FACTORY =
                ElementFactory.of("drain", Drain::new).sink(Caps.any());

        final List<Long> taken = new ArrayList<>();
        final List<Event> events = new ArrayList<>();
        final List<String> calls = new ArrayList<>();
        FlowReturn answer = FlowReturn.OK;
        boolean acceptCaps = true;
        int ends;
        boolean prerolls;
        Caps possible = Caps.any();

        @Nullable
        Future<?> defer;

        @Nullable
        String failIn;

        private void call(String what) throws Exception {
            calls.add(what);
            if (what.equals(failIn)) throw new IOException("planted in " + what);
        }

        @Override
        protected boolean prerolls() {
            return prerolls;
        }

        @Override
        protected Caps possibleCaps(Pad pad, Caps filter) {
            return possible;
        }

        @Override
        protected FlowReturn render(Buffer buffer) {
            taken.add(buffer.dtsNs());
            buffer.release();
            Future<?> wait = defer;
            if (wait != null) {
                defer = null;
                StreamTask.defer(wait);
            }
            return answer;
        }

        @Override
        protected boolean setCaps(SinkPad pad, Caps caps) {
            events.add(new Event.CapsChange(caps));
            return acceptCaps;
        }

        @Override
        protected boolean sinkEvent(SinkPad pad, Event event) {
            events.add(event);
            return super.sinkEvent(pad, event);
        }

        @Override
        protected void streamEnded() {
            ends++;
            super.streamEnded();
        }

        @Override
        protected void nullToReady() throws Exception {
            call("ready");
        }

        @Override
        protected void readyToPaused() throws Exception {
            call("paused");
        }

        @Override
        protected void readyToNull() {
            calls.add("null");
        }
    }

    /** Passes everything on, with two request pads. */
    static final class Fork extends Element {
        static final ElementFactory<Fork> FACTORY = ElementFactory.of("fork", Fork::new)
                .sink(Caps.any())
                .sinkOnRequest("sink_%u", Caps.any())
                .srcOnRequest("src_%u", Caps.any())
                .pad(new PadTemplate("late_%u", PadTemplate.Direction.SRC, PadTemplate.Presence.SOMETIMES, Caps.any()));

        final List<String> calls = new ArrayList<>();

        @Override
        protected void padRequested(Pad pad) {
            calls.add("requested " + pad.name());
            if (pad instanceof SrcPad src) src.adoptSticky(sinkPad());
        }

        @Override
        protected void padReleased(Pad pad) {
            calls.add("released " + pad.name());
        }

        Pad late(String name) {
            return addPad(factory().padTemplates().getLast(), name);
        }

        void gone(Pad pad) {
            removePad(pad);
        }

        @Override
        protected FlowReturn chain(SinkPad pad, Buffer buffer) {
            for (SrcPad src : srcPads()) src.push(buffer.retain());
            buffer.release();
            return FlowReturn.OK;
        }
    }

    /** Passes buffers on, and says what it can do. */
    static final class Relay extends Transform {
        static final ElementFactory<Relay> FACTORY =
                ElementFactory.of("relay", Relay::new).sink(Caps.any()).src(Caps.any());

        long addsNs;

        @Override
        protected FlowReturn transform(Buffer buffer) {
            return push(buffer);
        }

        @Override
        protected void addLatency(Query.Latency latency) {
            latency.add(addsNs, addsNs);
        }
    }

    /** The messages on the bus without changes of state and of properties, and without beginnings. */
    static List<Message> told(Pipeline pipeline) {
        List<Message> all = new ArrayList<>();
        for (Message m = pipeline.bus().poll(); m != null; m = pipeline.bus().poll())
            if (!(m instanceof Message.StateChanged)
                    && !(m instanceof Message.PropertyNotify)
                    && !(m instanceof Message.StreamStart)) all.add(m);
        return all;
    }
}
