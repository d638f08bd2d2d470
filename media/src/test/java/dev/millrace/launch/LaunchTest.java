package dev.millrace.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import dev.millrace.sim.SteppedEnvironment;
import org.junit.jupiter.api.Test;

/** What people see when launch text is wrong, and that it makes what it says when it is right. */
class LaunchTest {
    private final Pipeline pipeline = new Pipeline("launch", new SteppedEnvironment(1));

    private Pipeline launch(String text) {
        return Launch.into(pipeline, Registry.installed(), text);
    }

    /** The message with the text and the carets under the blamed part, as the command shows it. */
    private String mistake(String text) {
        LaunchSyntaxException e = catchThrowableOfType(LaunchSyntaxException.class, () -> launch(text));
        assertThat(e).as("mistake in: %s", text).isNotNull();
        return e.error().render(text);
    }

    private static void assertCarets(String shown, String text, String blamed) {
        String[] lines = shown.split("\n", -1);
        assertThat(lines).hasSize(3);
        assertThat(lines[1]).isEqualTo("  " + text);
        assertThat(lines[2]).isEqualTo("  " + " ".repeat(text.indexOf(blamed)) + "^".repeat(blamed.length()));
    }

    @Test
    void makesElementsWithTheirPropertiesAndLinks() {
        launch("ts-udpsrc name=in port=6000 context=c context-wait=20 ! ts-jitterbuffer latency=50 ! fakesink");
        assertThat(pipeline.elements())
                .extracting(Object::toString)
                .containsExactly("in", "ts-jitterbuffer0", "fakesink0");
        assertThat(pipeline.get("in").get("port")).isEqualTo(6000);
        assertThat(pipeline.get("ts-jitterbuffer0").get("latency")).isEqualTo(50);
        assertThat(String.valueOf(pipeline.get("in").srcPads().getFirst().peer()))
                .isEqualTo("ts-jitterbuffer0.sink");
    }

    @Test
    void anUnknownElementIsPointedAtAndTheNearestNamed() {
        String text = "ts-udpsr port=5004 ! fakesink";
        String shown = mistake(text);
        assertThat(shown).startsWith("millrace: no element \"ts-udpsr\"; did you mean ts-udpsrc");
        assertCarets(shown, text, "ts-udpsr");
    }

    @Test
    void anUnknownPropertyIsPointedAtAndTheNearestNamed() {
        String text = "ts-udpsrc prot=5004 ! fakesink";
        String shown = mistake(text);
        assertThat(shown).contains("no property of ts-udpsrc \"prot\"; did you mean port");
        assertCarets(shown, text, "prot");
    }

    @Test
    void aValueOutOfRangeIsPointedAtWithTheRange() {
        String text = "ts-udpsrc port=70000 ! fakesink";
        String shown = mistake(text);
        assertThat(shown).contains("value is out of range: port=70000; use 0 - 65535");
        assertCarets(shown, text, "70000");
    }

    @Test
    void valuesThatMeanNothingArePointedAt() {
        assertThat(mistake("ts-udpsrc port=abc ! fakesink")).contains("port=abc type=int");
        assertThat(mistake("ts-udpsrc address=localhost ! fakesink")).contains("address=localhost");
        assertThat(mistake("ts-udpsrc caps=\"audio/x-raw,rate=(\" ! fakesink")).contains("^");
        assertThat(mistake("ts-udpsrc ! ts-udpsink clients=127.0.0.1")).contains("client=127.0.0.1");
        assertThat(mistake("ts-udpsrc ! fakesink buffers=3")).contains("read only");
    }

    @Test
    void capsThatDoNotFitShowBothSidesAtTheLink() {
        String text = "ts-udpsrc ! mulawdec ! ts-jitterbuffer ! fakesink";
        String shown = mistake(text);
        assertThat(shown)
                .contains("mulawdec0.src gives audio/x-raw")
                .contains("ts-jitterbuffer0.sink takes application/x-rtp");
        String carets = shown.split("\n", -1)[2];
        assertThat(carets.indexOf('^') - 2).isEqualTo(text.indexOf("!", text.indexOf("mulawdec")));
    }

    @Test
    void linksWithoutAPadAreTold() {
        assertThat(mistake("ts-udpsrc ! fakesink ! fakesink")).contains("no free source pad: element=fakesink0");
        assertThat(mistake("fakesink ! ts-udpsrc")).contains("^");
    }

    @Test
    void binsHoldTheirElementsAndAreLinkedByTheirFreePads() {
        launch("( name=in ts-udpsrc ! ts-jitterbuffer ) ! bin.( name=out capsfilter name=c ! fakesink )");
        assertThat(pipeline.elements()).extracting(Object::toString).containsExactly("in", "out");
        assertThat(pipeline.get("c").parent()).isSameAs(pipeline.get("out"));
        assertThat(String.valueOf(
                        pipeline.get("ts-jitterbuffer0").srcPads().getFirst().peer()))
                .isEqualTo("c.sink");
        assertThat(pipeline.get("in").srcPads()).hasSize(1);
        assertThat(mistake("fakesink.( ts-udpsrc )")).contains("element is no bin: element=fakesink");
    }

    @Test
    void padsAreRequestedByNameOrBecauseNoneIsFree() {
        launch("ts-udpsrc ! tee name=t  t. ! fakesink name=a  t.src_5 ! fakesink name=b  t.src_%u ! fakesink");
        assertThat(pipeline.get("t").srcPads())
                .extracting(pad -> pad.name() + ">" + pad.peer())
                .containsExactly("src_0>a.sink", "src_5>b.sink", "src_6>fakesink0.sink");
        String shown = mistake("ts-udpsrc ! tee name=x  x.video_0 ! fakesink name=y");
        assertThat(shown).contains("no pad of tee \"video_0\"");
    }

    @Test
    void formatsMayHaveFeatures() {
        launch("ts-udpsrc ! video/x-raw(memory:DMABuf), width=16 ! fakesink");
        assertThat(String.valueOf(pipeline.get("capsfilter0").get("caps")))
                .isEqualTo("video/x-raw(memory:DMABuf), width=(int)16");
    }

    @Test
    void aNameThatIsTakenIsPointedAt() {
        assertThat(mistake("ts-udpsrc name=a ! fakesink name=a")).contains("name=a");
    }

    @Test
    void aReferenceToNobodyIsToldWithTheNearestName() {
        assertThat(mistake("ts-udpsrc name=input ! fakesink imput. ! fakesink")).contains("imput");
    }
}
