package dev.millrace.element;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.PadHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where two sides have no format in common, the error shows both, and what would make one of the other. */
class DisagreementTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        audio/x-raw,rate=8000 ! audio/x-raw,rate=16000      | capsfilter0.src | rate=(int)8000  | capsfilter1.sink takes audio/x-raw, rate=(int)16000; put audioresample between them
        audio/x-raw,channels=2 ! identity ! audio/x-raw,channels=1 | capsfilter0.src | channels=(int)2 | identity0.sink takes audio/x-raw, channels=(int)1; put audioconvert between them
        audio/x-raw,rate=8000 ! audioconvert ! audio/x-raw,rate=16000 | capsfilter0.src | rate=(int)8000 | rate=(int)16000, channels=(int)[ 1, 64 ]; put audioresample between them
        audio/x-raw,rate=8000 ! queue ! identity ! audio/x-raw,rate=16000 | capsfilter0.src | rate=(int)8000 | queue0.sink takes audio/x-raw, rate=(int)16000; put audioresample between them
        audio/x-raw,rate=8000,format=S16LE ! mulawdec       | capsfilter0.src | rate=(int)8000 | mulawdec0.sink takes audio/x-mulaw, rate=(int)[ 8000, 192000 ], channels=(int)[ 1, 2 ]; put mulawenc between them
        audio/x-raw,channels=2 ! audioconvert mix-matrix=<<1,0,0>> | capsfilter0.src | channels=(int)3, format | ; put audioconvert between them
        audioconvert ! audio/x-raw,rate=8000 ! audioconvert ! audio/x-raw,rate=16000 | capsfilter0.src | rate=(int)8000 | rate=(int)16000, channels=(int)[ 1, 64 ]; put audioresample between them
        audio/x-mulaw ! audio/x-alaw                        | capsfilter0.src | gives audio/x-mulaw; | takes audio/x-alaw; put mulawdec ! alawenc between them
        audio/x-raw,rate=8000,channels=2 ! audio/x-raw,rate=16000,channels=1 | capsfilter0.src | rate=(int)8000 | channels=(int)1; put audioconvert ! audioresample between them
        audio/x-raw,format=S16LE ! application/x-rtp        | capsfilter0.src | S16LE | takes application/x-rtp; put alawenc ! rtppcmapay or mulawenc ! rtppcmupay between them
        audio/x-mulaw ! audio/x-raw                         | capsfilter0.src | gives audio/x-mulaw; | capsfilter1.sink takes audio/x-raw; put mulawdec between them
        """)
    void bothSidesAreShownWithWhatConverts(String elements, String from, String given, String end) {
        try (var h = PadHarness.ofMany("audiotestsrc num-buffers=1 ! " + elements + " ! fakesink")) {
            assertThat(h.error())
                    .startsWith("no format in common: " + from + " gives ")
                    .contains(given)
                    .endsWith(end)
                    .doesNotContain("EMPTY");
        }
    }

    @Test
    void theFirstLinkIsToldOfWhereItIsTheOne() {
        try (var h = PadHarness.ofMany("audiotestsrc num-buffers=1 ! audio/x-mulaw ! fakesink")) {
            assertThat(h.error())
                    .startsWith("no format in common: audiotestsrc0.src gives audio/x-raw")
                    .endsWith("; capsfilter0.sink takes audio/x-mulaw; put mulawenc between them");
        }
    }

    @Test
    void branchesThatContradictEachOtherAreToldOf() {
        try (var h = PadHarness.ofMany("audiotestsrc num-buffers=1 ! tee name=t t. ! audio/x-raw,rate=8000 ! fakesink"
                + " t. ! audio/x-raw,rate=16000 ! fakesink")) {
            assertThat(h.error())
                    .startsWith("no format in common: audiotestsrc0.src gives audio/x-raw")
                    .endsWith("; behind t.sink, capsfilter0.sink takes audio/x-raw, rate=(int)8000, and"
                            + " capsfilter1.sink takes audio/x-raw, rate=(int)16000");
        }
    }

    @Test
    void aContradictionInABranchIsFound() {
        try (var h = PadHarness.ofMany("audiotestsrc num-buffers=1 ! tee name=t t. ! fakesink"
                + " t. ! audio/x-raw,rate=8000 ! audio/x-raw,rate=16000 ! fakesink")) {
            assertThat(h.error())
                    .startsWith("no format in common: capsfilter0.src gives audio/x-raw")
                    .endsWith("; capsfilter1.sink takes audio/x-raw, rate=(int)16000; put audioresample between them");
        }
    }

    @Test
    void anElementThatCannotConvertSaysWhatCould() {
        String raw = "audio/x-raw,format=S16LE,layout=interleaved,channels=1,rate=8000";
        try (var h = PadHarness.of("audioconvert ! capsfilter caps=audio/x-raw,rate=16000")
                .caps(raw)) {
            assertThat(h.error())
                    .startsWith("cannot work with caps=audio/x-raw")
                    .contains("; audioconvert0.src gives ")
                    .endsWith("; capsfilter0.sink takes audio/x-raw, rate=(int)16000; put audioresample between them");
        }
        try (var h = PadHarness.of("capsfilter caps=audio/x-raw,rate=16000").caps(raw)) {
            assertThat(h.error())
                    .startsWith("caps may not pass: caps=audio/x-raw")
                    .endsWith("; the filter lets pass audio/x-raw, rate=(int)16000; put audioresample between them");
        }
        try (var h = PadHarness.ofMany("appsink caps=audio/x-raw,channels=2").caps(raw)) {
            assertThat(h.error()).endsWith("; it takes audio/x-raw, channels=(int)2; put audioconvert between them");
        }
    }
}
