package dev.millrace.element.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.caps.Caps;
import dev.millrace.caps.Structure;
import dev.millrace.element.queue.AppSink;
import dev.millrace.launch.Launch;
import dev.millrace.media.BufferPool;
import dev.millrace.media.Event;
import dev.millrace.media.Message;
import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.media.Sample;
import dev.millrace.media.State;
import dev.millrace.rtp.RtpPacket;
import dev.millrace.rtp.TelephoneEvent;
import dev.millrace.runtime.Context;
import dev.millrace.sim.SteppedEnvironment;
import dev.millrace.testkit.Peers;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtpDtmfSrcTest {
    private static final Duration SLICE = Duration.ofMillis(1);
    private static final long MS = 1_000_000;

    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private Pipeline pipeline = new Pipeline("none", environment);
    private final List<String> messages = new ArrayList<>();

    private AppSink play(String source, String filter) {
        pipeline = Launch.into(
                new Pipeline("dtmf", environment),
                Registry.installed(),
                source + " name=src ! " + filter + "appsink name=out sync=false async=false");
        to(State.PLAYING);
        return (AppSink) pipeline.get("out");
    }

    private void to(State state) {
        environment.run(pipeline.setState(state), SLICE, Duration.ofSeconds(2));
    }

    private void advance(long ms) {
        environment.advance(Duration.ofMillis(ms), SLICE);
    }

    private boolean send(String event) {
        return pipeline.sendUpstream(new Event.Custom(Structure.parse(event), Event.Custom.Way.UPSTREAM));
    }

    private boolean down(int number) {
        return send("dtmf-event, type=1, method=1, start=true, number=" + number + ", volume=12");
    }

    private boolean up() {
        return send("dtmf-event, type=1, method=1, start=false");
    }

    /** What has come out: number, E for an end, duration in ticks. */
    private static List<String> keys(AppSink out) {
        List<String> all = new ArrayList<>();
        for (byte[] packet : packets(out)) {
            MemorySegment segment = MemorySegment.ofArray(packet);
            all.add((RtpPacket.marker(segment, 0) ? "M" : "") + TelephoneEvent.number(segment, 12)
                    + (TelephoneEvent.isEnd(segment, 12) ? "E" : "") + " " + TelephoneEvent.duration(segment, 12));
        }
        return all;
    }

    private static List<byte[]> packets(AppSink out) {
        List<byte[]> all = new ArrayList<>();
        for (Sample s = out.tryPull(); s != null; s = out.tryPull()) {
            all.add(s.buffer().toArray());
            s.buffer().release();
        }
        return all;
    }

    /** Messages of the source, and warnings and errors, since the last look. */
    private List<String> told() {
        List<String> all = new ArrayList<>();
        for (Message m = pipeline.bus().poll(); m != null; m = pipeline.bus().poll())
            switch (m) {
                case Message.ElementMessage(var _, Structure told) ->
                    all.add(told.name().replace("dtmf-event-", "") + " " + told.field("start") + " "
                            + told.intValue("number").orElse(-1));
                case Message.Warning(var _, String text, var _) -> all.add(text);
                case Message.Error(var _, String text, var _) -> all.add("error: " + text);
                case Message.EndOfStream _ -> all.add("end");
                default -> {}
            }
        messages.addAll(all);
        return all;
    }

    @AfterEach
    void everythingIsGivenBack() {
        to(State.READY);
        for (Context context : environment.openContexts())
            assertThat(BufferPool.outstanding(context)).isZero();
        to(State.NULL);
        assertThat(environment.openContexts()).isEmpty();
    }

    /** An end without a beginning is refused; two keys, each with its packets of 40 ms, its end, its messages. */
    @ParameterizedTest
    @ValueSource(strings = {"ts-rtpdtmfsrc context=dtmf context-wait=20", "rtpdtmfsrc"})
    void keysGoDownAndUp(String source) {
        AppSink out = play(source, "");
        assertThat(up()).isFalse();
        assertThat(told()).singleElement().asString().contains("no key is down");
        assertThat(down(4)).isTrue();
        advance(90);
        assertThat(keys(out)).startsWith("M4 320", "4 640").hasSizeBetween(2, 3);
        assertThat(told()).containsExactly("processed Bool[value=true] 4");
        assertThat(up()).isTrue();
        advance(60);
        assertThat(keys(out).getLast()).matches("4E (1280|960)");
        assertThat(told()).containsExactly("processed Bool[value=false] -1");
        assertThat(down(2)).isTrue();
        advance(20);
        assertThat(keys(out)).as("100 ms of silence first").isEmpty();
        advance(200);
        assertThat(up()).isTrue();
        advance(100);
        assertThat(keys(out))
                .startsWith("M2 320", "2 640", "2 960")
                .last()
                .asString()
                .startsWith("2E ");
        assertThat(told()).containsExactly("processed Bool[value=true] 2", "processed Bool[value=false] -1");
        assertThat(pipeline.get("src").get("seqnum")).isNotEqualTo(0L);
        assertThat(pipeline.get("src").get("timestamp")).isNotEqualTo(0L);
    }

    @Test
    void buffersHaveTheTimesOfThePacketsAndTheirCapsSayTheRest() {
        AppSink out = play("ts-rtpdtmfsrc ssrc=5 timestamp-offset=7 seqnum-offset=9 pt=101", "");
        advance(10);
        down(7);
        advance(50);
        Sample first = Objects.requireNonNull(out.tryPull());
        Sample second = Objects.requireNonNull(out.tryPull());
        assertThat(first.caps())
                .isEqualTo(Caps.parse(
                        "application/x-rtp, media=audio, payload=101, clock-rate=8000, encoding-name=TELEPHONE-EVENT,"
                                + " ssrc=(uint)5, timestamp-offset=(uint)7, seqnum-offset=(uint)9, ptime=(uint)40"));
        assertThat(first.buffer().durationNs()).isEqualTo(40 * MS);
        assertThat(second.buffer().ptsNs()).isEqualTo(first.buffer().ptsNs() + 40 * MS);
        MemorySegment packet = MemorySegment.ofArray(second.buffer().toArray());
        assertThat(RtpPacket.ssrc(packet, 0)).isEqualTo(5);
        assertThat(RtpPacket.sequenceNumber(packet, 0)).isEqualTo(10);
        assertThat(RtpPacket.timestamp(packet, 0))
                .isEqualTo((int) (7 + first.buffer().ptsNs() / MS * 8));
        first.buffer().release();
        second.buffer().release();
        assertThat(pipeline.get("src").get("seqnum")).isEqualTo(10L);
    }

    @Test
    void whatDownstreamHasFixedIsTaken() {
        AppSink out = play(
                "ts-rtpdtmfsrc",
                "application/x-rtp,payload=97,clock-rate=16000,ssrc=(uint)3,seqnum-offset=(uint)40,ptime=(uint)20 ! ");
        down(1);
        advance(41);
        List<byte[]> packets = packets(out);
        assertThat(packets).hasSize(3);
        MemorySegment packet = MemorySegment.ofArray(packets.get(2));
        assertThat(RtpPacket.payloadType(packet, 0)).isEqualTo(97);
        assertThat(RtpPacket.ssrc(packet, 0)).isEqualTo(3);
        assertThat(RtpPacket.sequenceNumber(packet, 0)).isEqualTo(42);
        assertThat(TelephoneEvent.duration(packet, 12)).isEqualTo(3 * 320);
        pipeline.recalculateLatency();
        assertThat(pipeline.latencyNs()).isEqualTo(20 * MS);
    }

    @Test
    void aKeyBeginsWhereTheStreamBeforeItHasStopped() {
        AppSink out = play("ts-rtpdtmfsrc", "");
        send("dtmf-event, type=1, start=true, number=3, volume=0, last-stop=(guint64)70000000");
        advance(60);
        assertThat(keys(out)).isEmpty();
        advance(20);
        assertThat(keys(out)).containsExactly("M3 320");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type=0, start=true, number=1, volume=1|type=0",
                "start=true, number=1, volume=1|type=null",
                "type=1, method=2, start=true, number=1, volume=1|method=2",
                "type=1, number=1, volume=1|start=null",
                "type=1, start=true, number=16, volume=1|number=16; use 0 to 15",
                "type=1, start=true, number=1, volume=37|volume=37; use 0 to 36",
                "type=1, start=true, number=1|volume=null",
                "type=1, start=true, number=1, volume=1, last-stop=x|last-stop="
            })
    void whatCannotBeSentIsRefusedWithItsValueAndHurtsNobody(String asked) {
        AppSink out = play("ts-rtpdtmfsrc", "");
        int bar = asked.indexOf('|');
        assertThat(send("dtmf-event, " + asked.substring(0, bar))).isFalse();
        assertThat(told()).singleElement().asString().contains(asked.substring(bar + 1));
        assertThat(down(1)).isTrue();
        assertThat(down(2)).isFalse();
        assertThat(told()).singleElement().asString().contains("a key is down");
        advance(10);
        assertThat(keys(out)).containsExactly("M1 320");
    }

    @Test
    void fourEventsWaitAndAFifthIsRefused() {
        play("ts-rtpdtmfsrc context=slow context-wait=500", "");
        to(State.PAUSED);
        assertThat(down(1) && up() && down(2) && up()).isTrue();
        assertThat(down(3)).isFalse();
        assertThat(told()).last().asString().contains("waiting=4");
        to(State.READY);
        assertThat(told())
                .containsExactly(
                        "dropped Bool[value=true] 1",
                        "dropped Bool[value=false] -1",
                        "dropped Bool[value=true] 2",
                        "dropped Bool[value=false] -1");
        assertThat(down(3)).isFalse();
        assertThat(told()).singleElement().asString().contains("state=READY");
    }

    @Test
    void aFlushEndsTheKeyAndDropsWhatWaits() {
        AppSink out = play("ts-rtpdtmfsrc packet-redundancy=2", "");
        down(5);
        advance(60);
        assertThat(keys(out)).containsExactly("M5 320", "5 320", "5 640");
        up();
        down(6);
        pipeline.flush();
        advance(300);
        assertThat(keys(out)).containsExactly("5E 960", "5E 960");
        assertThat(told())
                .contains("processed Bool[value=true] 5", "dropped Bool[value=true] 6")
                .doesNotContain("processed Bool[value=true] 6");
        assertThat(down(8)).isTrue();
        advance(10);
        assertThat(keys(out)).containsExactly("M8 320", "8 320");
    }

    @Test
    void theEndOfTheStreamComesAfterTheLastPacketsOfTheKey() {
        AppSink out = play("ts-rtpdtmfsrc", "");
        down(9);
        advance(50);
        pipeline.sendEndOfStream();
        advance(50);
        assertThat(keys(out)).containsExactly("M9 320", "9 640", "9E 960");
        assertThat(told()).last().isEqualTo("end");
    }

    @Test
    void aClockRateOfZeroIsAnErrorThatSaysSo() {
        assertThatThrownBy(() -> play("ts-rtpdtmfsrc clock-rate=0", "")).hasMessageContaining("clock-rate=0");
        assertThat(told()).singleElement().asString().contains("clock-rate=0");
    }

    // ---- what others make of it

    private List<byte[]> threeKeys() {
        AppSink out = play("ts-rtpdtmfsrc pt=101 packet-redundancy=3", "");
        for (int key : new int[] {4, 11, 0}) {
            down(key);
            advance(210);
            up();
            advance(300);
        }
        return packets(out);
    }

    @Test
    void tsharkReadsTheKeys(@TempDir Path directory) throws IOException, InterruptedException {
        Peers.need("tshark");
        Path file = Files.write(directory.resolve("keys.pcap"), Pcap.of(threeKeys()));
        String text = Peers.output(List.of(
                "tshark",
                "-r",
                file.toString(),
                "-d",
                "udp.port==5004,rtp",
                "-o",
                "rtpevent.event_payload_type_value:101",
                "-T",
                "fields",
                "-e",
                "rtpevent.event_id",
                "-e",
                "rtpevent.end_of_event",
                "-e",
                "rtpevent.volume",
                "-e",
                "_ws.malformed"));
        List<String> lines =
                text.lines().map(line -> line.strip().replace('\t', ' ')).toList();
        for (int key : new int[] {4, 11, 0}) {
            assertThat(lines.stream().filter(line -> line.matches(key + " (1|True) 12")))
                    .hasSize(3);
            assertThat(lines.stream().filter(line -> line.matches(key + " (0|False) 12")))
                    .hasSizeGreaterThan(5);
        }
        assertThat(lines).allMatch(line -> line.matches("(4|11|0) \\S+ 12"));
    }

    /** It makes the two tones of each key of them. */
    @Test
    void gstreamerMakesTheTonesOfTheKeys(@TempDir Path directory) throws IOException, InterruptedException {
        Peers.need("gst-launch-1.0");
        Path file = directory.resolve("keys.rtp");
        try (var out = new DataOutputStream(Files.newOutputStream(file))) {
            for (byte[] packet : threeKeys()) { // framed by RFC 4571
                out.writeShort(packet.length);
                out.write(packet);
            }
        }
        Path raw = directory.resolve("keys.raw");
        Peers.output(List.of(
                "gst-launch-1.0",
                "-q",
                "filesrc",
                "location=" + file,
                "!",
                "application/x-rtp-stream,media=audio,clock-rate=8000,encoding-name=TELEPHONE-EVENT,payload=101",
                "!",
                "rtpstreamdepay",
                "!",
                "rtpdtmfdepay",
                "!",
                "filesink",
                "location=" + raw));
        short[] sound = new short[(int) Files.size(raw) / 2];
        ByteBuffer.wrap(Files.readAllBytes(raw))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer()
                .get(sound);
        int third = sound.length / 3;
        assertThat(third).isGreaterThan(1000);
        assertThat(tones(sound, 0, third)).containsExactly(770, 1209); // 4
        assertThat(tones(sound, third, third)).containsExactly(941, 1477); // #
        assertThat(tones(sound, 2 * third, third)).containsExactly(941, 1336); // 0
    }

    private static List<Integer> tones(short[] sound, int from, int length) {
        List<Integer> heard = new ArrayList<>();
        for (int[] group : new int[][] {{697, 770, 852, 941}, {1209, 1336, 1477, 1633}}) {
            int best = group[0];
            for (int hertz : group)
                if (power(sound, from, length, hertz) > power(sound, from, length, best)) best = hertz;
            heard.add(best);
        }
        return heard;
    }

    private static double power(short[] sound, int from, int length, int hertz) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < length; i++) {
            re += sound[from + i] * Math.cos(2 * Math.PI * hertz * i / 8000);
            im += sound[from + i] * Math.sin(2 * Math.PI * hertz * i / 8000);
        }
        return re * re + im * im;
    }
}
