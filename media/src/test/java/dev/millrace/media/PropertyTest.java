package dev.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.caps.Caps;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropertyTest {
    private enum Pace {
        SPREAD_OUT,
        BURST
    }

    private final Property<Integer> port = Property.ofInt("port", 0, 65_535, 5004);

    @Test
    void numbersAreReadInTheirRange() {
        assertThat(port.parse("0")).isZero();
        assertThat(port.parse("65535")).isEqualTo(65_535);
        assertThat(port.parse("0x10")).isEqualTo(16);
        assertThat(Property.ofLong("n", -5, Long.MAX_VALUE, 0).parse("9223372036854775807"))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(Property.ofDouble("gain", 0, 2, 1).parse("1.5")).isEqualTo(1.5);
        assertThat(port.range()).isEqualTo("0 - 65535");
    }

    @ParameterizedTest
    @CsvSource({"65536", "-1", "2147483647"})
    void numbersOutOfRangeAreRefusedWithTheRange(String text) {
        assertThatThrownBy(() -> port.parse(text))
                .isInstanceOf(PropertyException.class)
                .hasMessage("value is out of range: port=" + text + "; use 0 - 65535");
    }

    @ParameterizedTest
    @CsvSource({"x", "''", "1.5", "99999999999", "' 1'"})
    void whatIsNoNumberIsRefusedWithTheType(String text) {
        assertThatThrownBy(() -> port.parse(text))
                .isInstanceOf(PropertyException.class)
                .hasMessage("value is not of its type: port=" + text + " type=int; use 0 - 65535");
    }

    @Test
    void notANumberIsOutOfRange() {
        assertThatThrownBy(() -> Property.ofDouble("gain", 0, 2, 1).parse("NaN"))
                .hasMessageContaining("out of range: gain=NaN");
    }

    @Test
    void enumsAreNamedAsPeopleWriteThem() {
        Property<Pace> pace = Property.ofEnum("pace", Pace.BURST);
        assertThat(pace.parse("spread-out")).isEqualTo(Pace.SPREAD_OUT);
        assertThat(pace.range()).isEqualTo("spread-out, burst");
        assertThat(Property.print(Pace.SPREAD_OUT)).isEqualTo("spread-out");
        assertThatThrownBy(() -> pace.parse("BURST"))
                .hasMessage("value is not of its type: pace=BURST type=enum; use spread-out, burst");
    }

    @Test
    void booleansAndCapsAreRead() {
        Property<Boolean> sync = Property.ofBool("sync", true);
        assertThat(sync.parse("Yes")).isTrue();
        assertThat(sync.parse("0")).isFalse();
        assertThatThrownBy(() -> sync.parse("maybe"))
                .hasMessageContaining("sync=maybe")
                .hasMessageEndingWith("; use true or false");
        Property<Caps> caps = Property.ofCaps("caps", null);
        assertThat(caps.parse("audio/x-raw, rate=8000")).isEqualTo(Caps.parse("audio/x-raw,rate=8000"));
        assertThatThrownBy(() -> caps.parse("audio/x-raw, rate=(")).isInstanceOf(PropertyException.class);
    }

    @Test
    void valuesOfAClassOfTheirOwnAreReadByItsParser() {
        Property<Duration> pause =
                Property.ofValue("pause", Duration.class, "duration", Duration.ZERO, PropertyTest::duration);
        assertThat(pause.parse("PT2S")).isEqualTo(Duration.ofSeconds(2));
        assertThat(pause.typeName()).isEqualTo("duration");
        assertThat(pause.range()).isEmpty();
        assertThat(Property.print(pause.defaultValue())).isEqualTo("PT0S");
        assertThatThrownBy(() -> pause.parse("2"))
                .isInstanceOf(PropertyException.class)
                .hasMessage("value is not right: pause=2: no duration; write PT2S");
        assertThatThrownBy(() -> pause.check("PT2S")).hasMessageContaining("pause=PT2S type=duration");
    }

    private static Duration duration(String text) {
        if (!text.startsWith("PT")) throw new IllegalArgumentException("no duration; write PT2S");
        return Duration.parse(text);
    }

    @Test
    void valuesOfAnotherTypeAreRefused() {
        assertThatThrownBy(() -> port.check("5004")).hasMessageContaining("port=5004 type=int");
        assertThatThrownBy(() -> port.check(5004L)).isInstanceOf(PropertyException.class);
    }

    @Test
    void elementsTellWhatTheyHaveAndWhenItCanBeChanged() {
        ElementFactory<Parts.Drain> factory = ElementFactory.of("has", Parts.Drain::new)
                .sink(Caps.any())
                .property(
                        Property.ofInt("ends", 0, 9, 0).mutableIn(State.NULL),
                        (e, v) -> e.ends = v == null ? 0 : v,
                        e -> e.ends)
                .readOnly(Property.ofInt("taken", 0, 9, 0), e -> e.taken.size());
        Parts.Drain element = factory.create("it");
        element.setText("ends", "7");
        assertThat(element.get("ends")).isEqualTo(7);
        element.set("ends", null);
        assertThat(element.get("ends")).isEqualTo(0);
        assertThatThrownBy(() -> element.set("nothing", 1))
                .hasMessage("no property \"nothing\" in element has; it has ends, taken");
        assertThatThrownBy(() -> element.set("taken", 1)).hasMessageContaining("read only: element=it property=taken");
        element.setState(State.READY);
        assertThatThrownBy(() -> element.set("ends", 1))
                .hasMessageContaining("property=ends state=READY; change it in NULL or below");
    }
}
