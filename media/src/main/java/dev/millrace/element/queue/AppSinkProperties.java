package dev.millrace.element.queue;

import dev.millrace.element.queue.SampleQueue.Wanted;
import dev.millrace.future.TimedOutException;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Property;
import dev.millrace.media.PropertyException;
import dev.millrace.media.State;
import dev.millrace.runtime.BlockOn;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an {@link AppSink} can be told, and what an application asks it for by name. */
final class AppSinkProperties {
    private AppSinkProperties() {}

    static ElementFactory<AppSink> addTo(ElementFactory<AppSink> factory) {
        return pulls(flags(factory))
                .property(
                        live(Property.ofCaps("caps", null), "formats that it takes"), (e, v) -> e.caps = v, e -> e.caps)
                .property(
                        live(Property.ofUint("max-buffers", 0, 0xffff_ffffL, 0), "samples to hold; 0 for no limit"),
                        (e, v) -> e.maxBuffers = v == null ? 0 : v,
                        e -> e.maxBuffers)
                .readOnly(
                        Property.ofBool("eos", true).blurb("whether no sample will come"),
                        e -> e.queue().isOver(Wanted.SAMPLE))
                .signal(
                        "new-sample",
                        "there is a sample to pull; a handler may answer with a FlowReturn for the stream")
                .signal("new-preroll", "there is a sample in PAUSED")
                .signal(
                        "new-serialized-event",
                        "there is an event to pull; a handler that answers true has dealt with it")
                .signal("eos", "the stream has ended, and, with wait-on-eos, all samples have been pulled");
    }

    private static ElementFactory<AppSink> flags(ElementFactory<AppSink> factory) {
        return factory.property(
                        live(Property.ofBool("drop", false), "whether the oldest sample is dropped when it is full"),
                        (e, v) -> e.drop = v != null && v,
                        e -> e.drop)
                .property(
                        live(
                                Property.ofBool("emit-signals", false),
                                "whether it gives new-sample, new-preroll and new-serialized-event"),
                        (e, v) -> e.emitSignals = v != null && v,
                        e -> e.emitSignals)
                .property(
                        live(
                                Property.ofBool("wait-on-eos", true),
                                "whether the end is posted when all samples have been pulled"),
                        (e, v) -> e.waitOnEos = v == null || v,
                        e -> e.waitOnEos)
                .property(
                        live(
                                Property.ofBool("buffer-list", false),
                                "whether a list of buffers is one sample, not one for each"),
                        (e, v) -> e.bufferLists = v != null && v,
                        e -> e.bufferLists);
    }

    private static <T> Property<T> live(Property<T> property, String blurb) {
        return property.blurb(blurb).mutableIn(State.PLAYING);
    }

    private static ElementFactory<AppSink> pulls(ElementFactory<AppSink> factory) {
        return factory.action(
                        "pull-sample",
                        "gives the next sample, or null after the last; waits for it",
                        (e, _) -> pull(e, Wanted.SAMPLE, -1))
                .action(
                        "try-pull-sample",
                        "gives the next sample, or null when none has come within so many ns; at once without a number",
                        (e, a) -> pull(e, Wanted.SAMPLE, limitNs("try-pull-sample", a)),
                        Long.class)
                .action(
                        "pull-preroll",
                        "gives the sample that waits in PAUSED, or null after the end; waits for it",
                        (e, _) -> pull(e, Wanted.PREROLL, -1))
                .action(
                        "try-pull-preroll",
                        "gives the sample that waits in PAUSED, or null when none has come within so many ns",
                        (e, a) -> pull(e, Wanted.PREROLL, limitNs("try-pull-preroll", a)),
                        Long.class)
                .action(
                        "try-pull-object",
                        "gives the next sample or event, or null when none has come within so many ns",
                        (e, a) -> pull(e, Wanted.OBJECT, limitNs("try-pull-object", a)),
                        Long.class);
    }

    /** Below zero, which is how GStreamer writes no time, is for ever. */
    private static long limitNs(String action, List<Object> arguments) {
        if (arguments.isEmpty()) return 0;
        if (arguments.size() == 1 && (arguments.getFirst() instanceof Long || arguments.getFirst() instanceof Integer))
            return ((Number) arguments.getFirst()).longValue();
        throw new PropertyException(
                "action takes a time: action=" + action + " arguments=" + arguments
                        + "; use nanoseconds, -1 for ever, or nothing for what is there now",
                null);
    }

    /** What is there is given on any thread; only an ordinary one may wait. */
    private static @Nullable Object pull(AppSink sink, Wanted wanted, long limitNs) {
        Object now = sink.queue().tryTake(wanted);
        if (now != null || limitNs == 0 || sink.queue().isOver(wanted)) return now;
        var next = sink.queue().take(wanted, Object.class);
        if (limitNs < 0) return BlockOn.run(next);
        try {
            return BlockOn.run(next.timeout(Duration.ofNanos(limitNs)));
        } catch (TimedOutException _) {
            return null;
        }
    }
}
