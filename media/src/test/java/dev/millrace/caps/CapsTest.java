package dev.millrace.caps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which caps meet, which contain which, and what is left. */
class CapsTest {
    private static Caps caps(String text) {
        return Caps.parse(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ANY                                  | audio/x-raw                          | audio/x-raw
        audio/x-raw                          | ANY                                  | audio/x-raw
        ANY                                  | ANY                                  | ANY
        EMPTY                                | ANY                                  | EMPTY
        EMPTY                                | audio/x-raw                          | EMPTY
        audio/x-raw                          | audio/x-mulaw                        | EMPTY
        audio/x-raw                          | audio/x-raw, rate=8000               | audio/x-raw, rate=8000
        audio/x-raw, rate=8000               | audio/x-raw, channels=1              | audio/x-raw, rate=8000, channels=1
        audio/x-raw, rate=8000               | audio/x-raw, rate=16000              | EMPTY
        audio/x-raw, rate=8000               | audio/x-raw, rate=(double)8000.0     | EMPTY
        audio/x-raw, rate=8000               | audio/x-raw, rate=(uint)8000         | EMPTY
        a, x=[ 1, 10 ]                       | a, x=[ 5, 20 ]                       | a, x=[ 5, 10 ]
        a, x=[ 1, 10 ]                       | a, x=[ 10, 20 ]                      | a, x=10
        a, x=[ 1, 10 ]                       | a, x=[ 11, 20 ]                      | EMPTY
        a, x=[ 1, 10 ]                       | a, x=[ 1.0, 10.0 ]                   | EMPTY
        a, x=[ 0.5, 2.0 ]                    | a, x=[ 2.0, 3.0 ]                    | a, x=2.0
        a, x=[ 1/2, 2/1 ]                    | a, x=[ 2/3, 30/1 ]                   | a, x=[ 2/3, 2/1 ]
        a, x={ 3, 1, 2 }                     | a, x={ 1, 2, 4 }                     | a, x={ 1, 2 }
        a, x={ 3, 1, 2 }                     | a, x=[ 3, 9 ]                        | a, x=3
        a, x={ [ 1, 5 ], 7 }                 | a, x=[ 3, 9 ]                        | a, x={ [ 3, 5 ], 7 }
        a, x={ S16LE, S16BE }                | a, x=S16BE                           | a, x=S16BE
        a, x=true                            | a, x=false                           | EMPTY
        a, x={ true, false }                 | a, x=false                           | a, x=false
        a, x=1; b                            | b, y=2; a                            | a, x=1; b, y=2
        a; a, x=1                            | a                                    | a
        """)
    void intersectionIsWhatBothAllow(String left, String right, String common) {
        assertThat(caps(left).intersect(caps(right))).isEqualTo(caps(common));
        assertThat(caps(left).canIntersect(caps(right)))
                .isEqualTo(!caps(common).isEmpty())
                .isEqualTo(caps(right).canIntersect(caps(left)));
    }

    @Test
    void intersectionKeepsTheOrderOfTheLeft() {
        assertThat(caps("a, x={ 1, 2, 3 }").intersect(caps("a, x={ 3, 2 }"))).hasToString("a, x=(int){ 2, 3 }");
        assertThat(caps("a; b; c").intersect(caps("c; a"))).hasToString("a; c");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        EMPTY                            | EMPTY                             | true
        EMPTY                            | a                                 | true
        a                                | EMPTY                             | false
        a                                | ANY                               | true
        ANY                              | ANY                               | true
        ANY                              | a                                 | false
        a, x=1                           | a                                 | true
        a                                | a, x=1                            | false
        a, x=1                           | a, x=[ 1, 2 ]                     | true
        a, x=[ 1, 2 ]                    | a, x=1                            | false
        a, x=[ 2, 5 ]                    | a, x=[ 1, 5 ]                     | true
        a, x=[ 1, 3 ]                    | a, x={ 3, 1, 2 }                  | true
        a, x=[ 1, 6 ]                    | a, x={ [ 4, 9 ], [ 0, 3 ] }       | true
        a, x=[ 1, 6 ]                    | a, x={ [ 5, 9 ], [ 0, 3 ] }       | false
        a, x=[ 1.0, 6.0 ]                | a, x={ [ 3.0, 9.0 ], [ 0.0, 3.0 ] } | true
        a, x=[ 1.0, 6.0 ]                | a, x={ [ 4.0, 9.0 ], [ 0.0, 3.0 ] } | false
        a, x=[ 1/2, 3/4 ]                | a, x=[ 0/1, 1/1 ]                 | true
        a, x={ S16LE, S16BE }            | a, x={ S8, S16BE, S16LE }         | true
        a, x={ S16LE, S16BE }            | a, x=S16LE                        | false
        a, x=[ 2147483646, 2147483647 ]  | a, x={ 2147483647, 2147483646 }   | true
        a; b                             | b; a                              | true
        a; b                             | b                                 | false
        a, x=[ 1, 2 ]                    | a, x=1; a, x=2                    | false
        """)
    void subsetIsContainedInOneStructure(String inner, String outer, boolean contained) {
        assertThat(caps(inner).isSubsetOf(caps(outer))).isEqualTo(contained);
    }

    @Test
    void fixationTakesTheFirstStructureTheFirstChoiceAndTheLeast() {
        Caps fixed = caps("a, x={ [ 3, 5 ], 1 }, y=[ 0.5, 2.0 ], z=[ 1/2, 30/1 ], w=S16LE; b")
                .fixate();
        assertThat(fixed).isEqualTo(caps("a, x=3, y=0.5, z=1/2, w=S16LE"));
        assertThat(fixed.isFixed()).isTrue();
        assertThat(fixed.fixate()).isSameAs(fixed);
    }

    @Test
    void onlyOneStructureWithFixedFieldsIsFixed() {
        assertThat(caps("a, x=1").isFixed()).isTrue();
        assertThat(caps("a, x={ 1, 2 }").isFixed()).isFalse();
        assertThat(caps("a; b").isFixed()).isFalse();
        assertThat(Caps.any().isFixed()).isFalse();
        assertThat(Caps.empty().isFixed()).isFalse();
        assertThatThrownBy(() -> Caps.any().fixate())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("caps cannot be fixated: caps=ANY; they need a structure");
    }

    @Test
    void structuresTellTheirFields() {
        Structure structure = caps("application/x-rtp, clock-rate=8000, encoding-name=PCMU, ssrc=(uint)4000000000")
                .structure(0);
        assertThat(structure.name()).isEqualTo("application/x-rtp");
        assertThat(structure.fields()).containsOnlyKeys("clock-rate", "encoding-name", "ssrc");
        assertThat(structure.intValue("clock-rate")).hasValue(8000);
        assertThat(structure.intValue("encoding-name")).isEmpty();
        assertThat(structure.string("encoding-name")).isEqualTo("PCMU");
        assertThat(structure.string("clock-rate")).isNull();
        assertThat(structure.field("ssrc")).isEqualTo(Value.unsigned((int) 4_000_000_000L));
        assertThat(structure.field("missing")).isNull();
    }

    @Test
    void structuresAreBuiltFieldByField() {
        Structure structure = Structure.of("dtmf-event")
                .with("number", 5)
                .with("method", "rtp")
                .with("start", true)
                .with("volume", Value.range(0, 36));
        assertThat(structure)
                .hasToString(
                        "dtmf-event, number=(int)5, method=(string)rtp, start=(boolean)true, volume=(int)[ 0, 36 ]")
                .isEqualTo(Structure.parse("dtmf-event, start=true, volume=[ 0, 36 ], number=5, method=rtp"))
                .isNotEqualTo(structure.with("number", 6));
        assertThatThrownBy(() -> Structure.of("5a"))
                .hasMessageStartingWith("structure name is not valid: name=5a; use");
        assertThatThrownBy(() -> structure.with("a b", 1)).hasMessageStartingWith("field name is not valid: field=a b");
    }

    @Test
    void valuesRefuseWhatTheyCannotBe() {
        assertThatThrownBy(() -> Value.range(2, 1)).hasMessage("range is empty: least=Int[value=2] most=Int[value=1]");
        assertThatThrownBy(() -> Value.range(Value.of("a"), Value.of("b")))
                .hasMessageStartingWith("range has no order");
        assertThatThrownBy(() -> Value.range(Value.of(1), Value.of(2.0))).hasMessageStartingWith("range has no order");
        assertThatThrownBy(() -> Value.fraction(1, 0)).hasMessage("denominator is zero: fraction=1/0");
        assertThatThrownBy(() -> Value.of(Double.NaN)).hasMessage("double is not finite: value=NaN");
        assertThatThrownBy(() -> new Value.Uint(-1)).hasMessageStartingWith("uint is out of range: value=-1");
    }

    @Test
    void valuesHaveOneForm() {
        assertThat(Value.fraction(-30, -60)).isEqualTo(Value.fraction(1, 2));
        assertThat(Value.fraction(0, 5)).isEqualTo(Value.fraction(0, 1));
        assertThat(Value.range(7, 7)).isEqualTo(Value.of(7));
        assertThat(Value.choice("a", "a")).isEqualTo(Value.of("a"));
        assertThat(Value.choice("a", "b")).isEqualTo(Value.choice("b", "a")).isNotEqualTo(Value.choice("a", "c"));
        assertThat(Value.of(-0.0)).isEqualTo(Value.of(0.0));
    }
}
