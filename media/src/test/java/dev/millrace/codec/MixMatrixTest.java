package dev.millrace.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MixMatrixTest {
    private static final MixMatrix THREE_TO_TWO = MixMatrix.of(new double[] {1, 0, 0.5}, new double[] {0, -1, 0.25});

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<<1,0,0.5>,<0,-1,0.25>>",
                "<<1.0, 0.0, 0.5>, <0.0, -1.0, 0.25>>",
                " < < (float)1, (gfloat)0.0, (double)5e-1 > , < (int)0, -1, (f).25 > > ",
            })
    void isReadAsGStreamerWritesIt(String text) {
        assertThat(MixMatrix.parse(text)).isEqualTo(THREE_TO_TWO).hasSameHashCodeAs(THREE_TO_TWO);
    }

    @Test
    void whatItWritesItReads() {
        assertThat(THREE_TO_TWO).hasToString("< < 1.0, 0.0, 0.5 >, < 0.0, -1.0, 0.25 > >");
        assertThat(MixMatrix.parse(THREE_TO_TWO.toString())).isEqualTo(THREE_TO_TWO);
        assertThat(MixMatrix.NONE).hasToString("<  >");
        assertThat(MixMatrix.parse("<  >")).isSameAs(MixMatrix.NONE);
        assertThat(MixMatrix.parse("<>").isEmpty()).isTrue();
    }

    @Test
    void rowsAreOutputsAndColumnsInputs() {
        assertThat(THREE_TO_TWO.inputs()).isEqualTo(3);
        assertThat(THREE_TO_TWO.outputs()).isEqualTo(2);
        double[] output = new double[2];
        THREE_TO_TWO.mix(new double[] {100, 10, 4}, output);
        assertThat(output).containsExactly(102, -9);
    }

    @Test
    void knowsWhenNothingChanges() {
        assertThat(MixMatrix.parse("<<1,0>,<0,1>>").isIdentity()).isTrue();
        assertThat(MixMatrix.parse("<<0,1>,<1,0>>").isIdentity()).isFalse();
        assertThat(MixMatrix.parse("<<1,0>>").isIdentity()).isFalse();
        assertThat(MixMatrix.parse("<<1,0>,<0,1>>")).isNotEqualTo(MixMatrix.parse("<<1,0,0,1>>"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        abc                | no matrix; write <<1.0, 0.0>
        1.0                | no matrix; write
        <                  | no matrix; write
        <1.0, 0.0>         | no matrix; write
        <<1,0>,>           | no matrix; write
        <<1,0> <0,1>>      | no matrix; write
        <<1,0>,<0,1>>>     | no matrix; write
        <<1,0>,<0>>        | rows of a matrix are of different lengths: row=1 values=1; the first has 2
        <<>>               | row of a matrix is empty: row=0; write
        <<1>,<>>           | row of a matrix is empty: row=1; write
        <<1,,0>>           | gain is no number: gain=; write
        <<1,x>>            | gain is no number: gain=x; write
        <<(string)1>>      | gain is no number: gain=(string)1; write
        <<1.5>>            | gain is out of range: gain=1.5; use -1.0 - 1.0
        <<0,-1.1>>         | gain is out of range: gain=-1.1; use -1.0 - 1.0
        <<NaN>>            | gain is out of range: gain=NaN; use -1.0 - 1.0
        """)
    void whatIsNoMatrixIsRefusedWithWhatIsRight(String text, String message) {
        assertThatThrownBy(() -> MixMatrix.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void thereAre64ChannelsAtMost() {
        assertThat(MixMatrix.of(new double[64]).inputs()).isEqualTo(64);
        assertThatThrownBy(() -> MixMatrix.of(new double[65]))
                .hasMessage("matrix is too large: rows=1 columns=65; use 64 of each at most");
        assertThatThrownBy(() -> MixMatrix.of(new double[65][1])).hasMessageContaining("rows=65 columns=1");
    }
}
