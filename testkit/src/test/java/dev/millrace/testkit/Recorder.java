package dev.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.caps.Caps;
import dev.millrace.media.Buffer;
import dev.millrace.media.ElementFactory;
import dev.millrace.media.Event;
import dev.millrace.media.FlowReturn;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Sink;
import dev.millrace.media.SinkPad;
import dev.millrace.runtime.BlockOn;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Channels;
import dev.millrace.sync.Sender;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells a test on another thread what comes, item by item: {@code buffer 7} is one whose first byte is 7. */
final class Recorder extends Sink {
    static final ElementFactory<Recorder> FACTORY = ElementFactory.of("recorder", Recorder::new)
            .klass("Sink")
            .description("tells a test what comes")
            .sink(Caps.any());

    private final Channel<String> items = Channels.unbounded();
    private final Sender<String> sender = items.sender();

    private volatile long bytes;

    static Recorder in(Pipeline pipeline) {
        return (Recorder) pipeline.get("out");
    }

    /** The next item, once it is there. */
    String next() {
        return String.valueOf(BlockOn.run(items.receiver().next()));
    }

    /** The next items are these. */
    void expect(String... expected) {
        List<String> came = new ArrayList<>();
        for (String _ : expected) came.add(next());
        assertThat(came).containsExactly(expected);
    }

    /** Passes over everything before an item, and it. */
    void skipTo(String item) {
        while (!next().equals(item)) {}
    }

    /** Nothing comes for so long. */
    void expectNothingFor(long ms) {
        World.pass(ms);
        assertThat(items.receiver().tryNext()).isNull();
    }

    /** How many buffers come until the end of the stream. */
    int buffersUntilTheEnd() {
        int buffers = 0;
        for (String item = next(); !item.equals("eos"); item = next()) if (item.startsWith("buffer")) buffers++;
        return buffers;
    }

    /** What has come and was not looked at. */
    List<String> rest() {
        List<String> all = new ArrayList<>();
        for (@Nullable String item = items.receiver().tryNext();
                item != null;
                item = items.receiver().tryNext()) all.add(item);
        return all;
    }

    /** Bytes of all buffers so far. */
    long bytes() {
        return bytes;
    }

    private void tell(String item) {
        sender.trySend(item);
    }

    @Override
    protected boolean prerolls() {
        return false;
    }

    @Override
    protected FlowReturn render(Buffer buffer) {
        long more = bytes + buffer.length();
        bytes = more;
        tell("buffer " + (buffer.length() == 0 ? "empty" : buffer.toArray()[0]));
        buffer.release();
        return FlowReturn.OK;
    }

    @Override
    protected boolean setCaps(SinkPad pad, Caps caps) {
        tell("caps " + caps.structure(0).name());
        return true;
    }

    @Override
    protected boolean sinkEvent(SinkPad pad, Event event) {
        tell(
                switch (event) {
                    case Event.StreamStart _ -> "stream-start";
                    case Event.Segment _ -> "segment";
                    case Event.EndOfStream _ -> "eos";
                    case Event.FlushStart _ -> "flush-start";
                    case Event.FlushStop _ -> "flush-stop";
                    case Event.Custom custom -> custom.structure().name();
                    default -> event.toString();
                });
        return super.sinkEvent(pad, event);
    }
}
