package dev.millrace.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RtpPayloadsTest {
    @Test
    void shouldKnowTheTypesOfTelephony() {
        assertThat(RtpPayloads.byType(0)).isEqualTo(new RtpPayload(0, "audio", "PCMU", 8_000, 1));
        assertThat(RtpPayloads.byType(8)).isEqualTo(new RtpPayload(8, "audio", "PCMA", 8_000, 1));
        assertThat(RtpPayloads.byType(9)).isEqualTo(new RtpPayload(9, "audio", "G722", 8_000, 1));
        assertThat(RtpPayloads.byType(33)).isEqualTo(new RtpPayload(33, "video", "MP2T", 90_000, 0));
    }

    @Test
    void shouldFindEveryTypeByItsEncoding() {
        for (RtpPayload payload : RtpPayloads.all()) {
            assertThat(RtpPayloads.byType(payload.type())).isSameAs(payload);
            assertThat(RtpPayloads.byEncoding(payload.encodingName(), payload.clockRate(), payload.channels()))
                    .isSameAs(payload);
        }
    }

    @Test
    void shouldIgnoreTheCaseOfNames() {
        assertThat(RtpPayloads.byEncoding("pcmu", 8_000, 1)).isSameAs(RtpPayloads.byType(0));
        assertThat(RtpPayloads.byEncoding("CELB", 90_000, 1)).isSameAs(RtpPayloads.byType(25));
    }

    @Test
    void shouldTellApartEncodingsByRateAndChannels() {
        assertThat(RtpPayloads.byEncoding("L16", 44_100, 2)).isSameAs(RtpPayloads.byType(10));
        assertThat(RtpPayloads.byEncoding("L16", 44_100, 1)).isSameAs(RtpPayloads.byType(11));
        assertThat(RtpPayloads.byEncoding("L16", 48_000, 1)).isNull();
        assertThat(RtpPayloads.byEncoding("PCMU", 16_000, 1)).isNull();
        assertThat(RtpPayloads.byEncoding("opus", 48_000, 2)).isNull();
    }

    @Test
    void shouldHaveNothingForReservedAndDynamicTypes() {
        for (int type : new int[] {-1, 1, 2, 19, 24, 27, 35, 72, 95, 96, 127, 128}) {
            assertThat(RtpPayloads.byType(type)).isNull();
        }
        assertThat(RtpPayloads.isDynamic(95)).isFalse();
        assertThat(RtpPayloads.isDynamic(96)).isTrue();
        assertThat(RtpPayloads.isDynamic(127)).isTrue();
        assertThat(RtpPayloads.isDynamic(128)).isFalse();
    }

    @Test
    void shouldRefuseAPayloadThatCannotBe() {
        assertThatThrownBy(() -> new RtpPayload(128, "audio", "X", 8_000, 1))
                .hasMessage("no such payload type: type=128; wants 0 to 127");
        assertThatThrownBy(() -> new RtpPayload(96, "audio", "X", 0, 1))
                .hasMessage("clock rate is not positive: clockRate=0; wants for instance 8000");
    }
}
