package dev.millrace.codec;

/**
 * The tables of ITU-T G.711 written out from their definition, and encoding by looking an interval up: slow, and
 * sharing nothing with {@link G711}.
 *
 * <p>Tables 1 and 2 list, for one sign, runs of quantising intervals of equal width. A sample's character signal is the
 * number of its interval; its decoded value is the middle of the interval.
 */
final class G711Reference {
    // Interval n reaches from decisionValues[n] up to, but not including, decisionValues[n + 1].
    private final int[] decisionValues = new int[129];
    private final int[] outputs = new int[128];
    private final int positive;
    private final int toggle;

    private G711Reference(int positive, int toggle) {
        this.positive = positive;
        this.toggle = toggle;
    }

    /** Table 2 is in units of 4; its first interval, the only one of width 1, decodes to zero. Codes are inverted. */
    static G711Reference mulaw() {
        var law = new G711Reference(0x80, 0x7f);
        law.fill(
                4, new int[][] {{1, 1}, {15, 2}, {16, 4}, {16, 8}, {16, 16}, {16, 32}, {16, 64}, {16, 128}, {16, 256}});
        law.outputs[0] = 0;
        return law;
    }

    /** Table 1 is in units of 8. The even bits of its codes are inverted. */
    static G711Reference alaw() {
        var law = new G711Reference(0x80, 0x55);
        law.fill(8, new int[][] {{32, 2}, {16, 4}, {16, 8}, {16, 16}, {16, 32}, {16, 64}, {16, 128}});
        return law;
    }

    private void fill(int unit, int[][] runs) {
        int n = 0;
        for (int[] run : runs) {
            for (int i = 0; i < run[0]; i++, n++) {
                int width = run[1] * unit;
                decisionValues[n + 1] = decisionValues[n] + width;
                outputs[n] = decisionValues[n] + width / 2;
            }
        }
    }

    int encode(int sample) {
        int magnitude = Math.abs(sample);
        int n = 127;
        while (magnitude < decisionValues[n]) {
            n--;
        }
        return ((sample >= 0 ? positive : 0) | n) ^ toggle;
    }

    int decode(int code) {
        int bits = code ^ toggle;
        int output = outputs[bits & 0x7f];
        return (bits & 0x80) == positive ? output : -output;
    }
}
