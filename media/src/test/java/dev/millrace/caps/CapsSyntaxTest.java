package dev.millrace.caps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What text stands for which caps, and where text is wrong. */
class CapsSyntaxTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        application/x-rtp, media=(string)audio, clock-rate=8000, encoding-name=PCMU | application/x-rtp, media=(string)audio, clock-rate=(int)8000, encoding-name=(string)PCMU
        application/x-rtp,encoding-name=PCMU      | application/x-rtp, encoding-name=(string)PCMU
        a , x = ( int ) 1 , y = [1,8]             | a, x=(int)1, y=(int)[ 1, 8 ]
        a, x=(int)[ 1, max ]                      | a, x=(int)[ 1, 2147483647 ]
        a, x=[ 1, MAX ], y=[ 0/1, max ]           | a, x=(int)[ 1, 2147483647 ], y=(fraction)[ 0/1, 2147483647/1 ]
        a, x=(int)0x10, y=-5, z=+5, w=08          | a, x=(int)16, y=(int)-5, z=(int)5, w=(int)8
        a, x=(i)1, y=(s)1, z=(b)1, w=(d)1, v=(u)1 | a, x=(int)1, y=(string)1, z=(boolean)true, w=(double)1.0, v=(uint)1
        a, x=30/1, y=(fraction)60/2, z=(fraction)2 | a, x=(fraction)30/1, y=(fraction)30/1, z=(fraction)2/1
        a, x=[ 0/1, 30/1 ]                        | a, x=(fraction)[ 0/1, 30/1 ]
        a, x=1.5, y=.5, z=1e3                     | a, x=(double)1.5, y=(double)0.5, z=(double)1000.0
        a, x=true, y=No, z=yes                    | a, x=(boolean)true, y=(boolean)false, z=(boolean)true
        a, x=5000000000                           | a, x=(double)5.0E9
        a, x=audio/raw, y=1.2.3, z=0x, w=NaN      | a, x=(string)audio/raw, y=(string)1.2.3, z=(string)0x, w=(string)NaN
        a, x={ S16LE, S16BE }                     | a, x=(string){ S16LE, S16BE }
        a, x=(string){ 1, 2 }                     | a, x=(string){ 1, 2 }
        a, x={ 1, [ 3, 5 ], { 7, 1 } }            | a, x=(int){ 1, [ 3, 5 ], 7 }
        a, x={ 1, two, 3.0 }                      | a, x={ (int)1, (string)two, (double)3.0 }
        a, x={ 1 }                                | a, x=(int)1
        a, x="two words", y="a\\"b\\\\c", z=""      | a, x=(string)"two words", y=(string)"a\\"b\\\\c", z=(string)""
        a, x="8000", y=(int)"8000"                | a, x=(string)8000, y=(int)8000
        a, x="two\\ words"                         | a, x=(string)"two words"
        a, m=(bitmask)0x3, n=(bitmask)0xffffffffffffffff | a, m=(bitmask)0x0000000000000003, n=(bitmask)0xffffffffffffffff
        a, x=1; b , y=2 ;                         | a, x=(int)1; b, y=(int)2
        a;b;c                                     | a; b; c
         ANY                                      | ANY
        NONE                                      | EMPTY
        """)
    void textBecomesCanonical(String text, String canonical) {
        assertThat(Caps.parse(text)).hasToString(canonical);
        assertThat(Caps.parse(canonical)).isEqualTo(Caps.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
        1audio                    | 0  | name of a structure is missing
        a; ,                      | 3  | name of a structure is missing
        a b                       | 2  | end of text is missing; found 'b'
        a,                        | 2  | name of a field is missing
        a, x                      | 4  | '=' is missing
        a, x=                     | 5  | value is missing
        a, x=, y=1                | 5  | value is missing
        a, x=(int)eight           | 10 | value is not of its type: value=eight type=int
        a, x=(int)3000000000      | 10 | value is not of its type: value=3000000000 type=int
        a, x=(uint)-1             | 11 | value is not of its type: value=-1 type=uint
        a, x=(boolean)maybe       | 14 | value is not of its type: value=maybe type=boolean
        a, x=(fraction)1/0        | 15 | value is not of its type: value=1/0 type=fraction
        a, x=(float)1             | 6  | type is not known: type=float; use int
        a, x=()1                  | 6  | type is missing
        a, x=(int1                | 10 | ')' is missing
        a, x=[ 1 ]                | 9  | ',' is missing; found ']'
        a, x=[ 1, 8, 2 ]          | 11 | ']' is missing; found ','
        a, x=[ 8, 1 ]             | 5  | range is empty
        a, x=[ a, b ]             | 5  | range has no order
        a, x={ }                  | 7  | value is missing
        a, x={ 1, 2               | 11 | '}' is missing
        a, x="open                | 5  | string has no end
        video/x-raw(              | 12 | name of a feature is missing
        video/x-raw(memory:GL     | 21 | ')' is missing
        """)
    void mistakesAreShownWhereTheyAre(String text, int position, String what) {
        CapsSyntaxException e = catchThrowableOfType(CapsSyntaxException.class, () -> Caps.parse(text));
        assertThat(e)
                .hasMessageStartingWith("caps are not valid: " + what)
                .hasMessageEndingWith("position=" + position);
        assertThat(e.position()).isEqualTo(position);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ";", "ANY;a"})
    void noCapsAreNoCaps(String text) {
        assertThatThrownBy(() -> Caps.parse(text)).isInstanceOf(CapsSyntaxException.class);
    }

    @Test
    void structuresAloneEndWithTheText() {
        assertThat(Structure.parse("dtmf-event, number=1;"))
                .isEqualTo(Structure.of("dtmf-event").with("number", 1));
        assertThatThrownBy(() -> Structure.parse("a; b")).isInstanceOf(CapsSyntaxException.class);
    }
}
