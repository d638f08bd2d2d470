package dev.millrace.element.udp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.launch.Launch;
import dev.millrace.media.Element;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Property;
import dev.millrace.media.Registry;
import dev.millrace.media.State;
import dev.millrace.sim.SteppedEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Until when the properties of the UDP elements can be changed: as long as a change has an effect. */
class UdpSettingsTest {
    private static final Duration SLICE = Duration.ofMillis(1);

    private final SteppedEnvironment environment = new SteppedEnvironment(1);

    private Pipeline ready(String text) {
        Pipeline p = Launch.into(new Pipeline("udp", environment), Registry.installed(), text);
        set(p, State.READY);
        return p;
    }

    private void set(Pipeline pipeline, State state) {
        environment.run(pipeline.setState(state), SLICE, Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({
        "ts-udpsrc, address=127.0.0.2",
        "ts-udpsrc, port=4000",
        "ts-udpsrc, reuse=false",
        "ts-udpsrc, buffer-size=4096",
        "udpsrc, uri=udp://127.0.0.1:4000",
        "udpsrc, multicast-group=127.0.0.1"
    })
    void whatASocketIsOpenedByIsFixedThen(String element, String change) {
        String[] pair = change.split("=", 2);
        Pipeline p = ready(element + " name=src address=127.0.0.1 port=0 ! fakesink");
        Element src = p.get("src");
        assertThatThrownBy(() -> src.setText(pair[0], pair[1]))
                .hasMessageEndingWith("property=" + pair[0] + " state=READY; change it in NULL or below");
        set(p, State.NULL);
        src.setText(pair[0], pair[1]);
        set(p, State.READY);
        set(p, State.NULL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ts-udpsrc", "udpsrc"})
    void aLargerDatagramFitsWhenItIsSetInReady(String element) {
        Pipeline p = ready(element + " name=src address=127.0.0.1 port=0 mtu=100 ! fakesink");
        p.get("src").set("mtu", 60_000);
        set(p, State.PLAYING);
        assertThat(p.get("src").get("mtu")).isEqualTo(60_000);
        set(p, State.NULL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ts-udpsink", "udpsink", "multiudpsink"})
    void theCodePointChangesWhileItSends(String element) {
        Property<?> property =
                requireNonNull(Registry.installed().find(element)).property("qos-dscp");
        assertThat(property.mutableIn()).isEqualTo(State.PLAYING);
        Pipeline p = ready("fakesrc ! " + element + " name=sink");
        p.get("sink").set("qos-dscp", 46);
        assertThat(p.get("sink").get("qos-dscp")).isEqualTo(46);
        assertThatThrownBy(() -> p.get("sink").set("ttl", 3)).hasMessageContaining("change it in NULL");
        set(p, State.NULL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udpsink", "multiudpsink"})
    void whoComesAndGoesIsTold(String element) {
        Pipeline p = ready("fakesrc ! " + element + " name=sink clients=127.0.0.1:1000");
        Element sink = p.get("sink");
        List<String> told = new ArrayList<>();
        sink.connect("client-added", (_, a) -> told.add("+" + a));
        sink.connect("client-removed", (_, a) -> told.add("-" + a));
        sink.emit("add", "127.0.0.1", 1001);
        sink.emit("add", "127.0.0.1", 1001);
        sink.emit("remove", "127.0.0.1", 1001);
        sink.emit("remove", "127.0.0.1", 9999);
        sink.set("clients", "127.0.0.1:1001,127.0.0.1:1002");
        sink.emit("clear");
        assertThat(told)
                .containsExactly(
                        "+[127.0.0.1, 1001]",
                        "+[127.0.0.1, 1001]",
                        "-[127.0.0.1, 1001]",
                        "-[127.0.0.1, 1000]",
                        "+[127.0.0.1, 1002]",
                        "-[127.0.0.1, 1001]",
                        "-[127.0.0.1, 1002]");
        set(p, State.NULL);
        Element shared = ready("fakesrc ! ts-udpsink name=sink").get("sink");
        assertThatThrownBy(() -> shared.connect("client-added", (_, _) -> null))
                .hasMessageContaining("no signal \"client-added\"");
        set(shared.pipeline(), State.NULL);
    }
}
