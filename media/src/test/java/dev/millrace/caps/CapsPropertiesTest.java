package dev.millrace.caps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws that hold for all caps, tried on seeded ones that are small enough to meet often. */
class CapsPropertiesTest {
    private static final int ROUNDS = 20_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void intersectionObeysItsLaws(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int met = 0;
        for (int i = 0; i < ROUNDS; i++) {
            Caps a = caps(random);
            Caps b = caps(random);
            Caps common = a.intersect(b);
            String what = "seed=" + seed + " round=" + i + " a=" + a + " b=" + b + " common=" + common;
            assertThat(a.canIntersect(b)).as(what).isEqualTo(b.canIntersect(a)).isEqualTo(!common.isEmpty());
            assertThat(common.isSubsetOf(a)).as(what).isTrue();
            assertThat(common.isSubsetOf(b)).as(what).isTrue();
            Caps mirrored = b.intersect(a);
            assertThat(common.isSubsetOf(mirrored) && mirrored.isSubsetOf(common))
                    .as(what)
                    .isTrue();
            if (a.isSubsetOf(b)) assertThat(a.isSubsetOf(common)).as(what).isTrue();
            if (!common.isEmpty()) met++;
        }
        assertThat(met).as("pairs that meet").isBetween(ROUNDS / 20, ROUNDS * 19 / 20);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void everyCapsContainThemselvesAndTheirFixation(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < ROUNDS; i++) {
            Caps caps = caps(random);
            String what = "seed=" + seed + " round=" + i + " caps=" + caps;
            assertThat(caps.isSubsetOf(caps)).as(what).isTrue();
            assertThat(caps.intersect(Caps.any())).as(what).isEqualTo(caps);
            if (caps.structures().isEmpty()) continue;
            assertThat(caps.fixate().isFixed()).as(what).isTrue();
            assertThat(caps.fixate().isSubsetOf(caps)).as(what).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    void textComesBackAsTheSameCaps(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < ROUNDS; i++) {
            Caps caps = caps(random);
            assertThat(Caps.parse(caps.toString()))
                    .as("seed=" + seed + " round=" + i)
                    .isEqualTo(caps);
        }
    }

    /** Whatever the text, the answer is caps or a position within the text. */
    @ParameterizedTest
    @ValueSource(longs = {8, 9})
    void damagedTextIsRefusedInOneWay(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String alphabet = "a1 ,;=(){}[]\"\\/.-x";
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder text = new StringBuilder(caps(random).toString());
            for (int n = random.nextInt(1, 4); n > 0 && !text.isEmpty(); n--)
                text.setCharAt(random.nextInt(text.length()), alphabet.charAt(random.nextInt(alphabet.length())));
            try {
                Caps.parse(text.toString());
            } catch (CapsSyntaxException e) {
                assertThat(e.position()).as(text.toString()).isBetween(0, text.length());
            }
        }
    }

    private static Caps caps(SplittableRandom random) {
        if (random.nextInt(40) == 0) return Caps.any();
        List<Structure> structures = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) structures.add(structure(random));
        return Caps.of(structures);
    }

    private static Structure structure(SplittableRandom random) {
        Structure structure = Structure.of(random.nextInt(4) == 0 ? "audio/x-mulaw" : "audio/x-raw");
        for (int n = random.nextInt(3); n > 0; n--)
            structure = structure.with("field-" + random.nextInt(3), value(random, true));
        return structure;
    }

    private static Value value(SplittableRandom random, boolean choices) {
        return switch (random.nextInt(choices ? 10 : 7)) {
            case 0, 1 -> Value.of(random.nextInt(6));
            case 2 -> Value.range(random.nextInt(3), random.nextInt(3, 7));
            case 3 -> Value.range(Value.of(random.nextInt(3) / 2.0), Value.of(random.nextInt(3, 7) / 2.0));
            case 4 -> Value.range(fraction(random, 0), fraction(random, 1));
            case 5 ->
                Value.of(
                        List.of("S16LE", "two words", "a\"\\b", "", "true", "8").get(random.nextInt(6)));
            case 6 ->
                List.of(Value.of(true), Value.unsigned(-1), new Value.Bitmask(-1), Value.of(1.5))
                        .get(random.nextInt(4));
            default -> {
                List<Value> values = new ArrayList<>();
                for (int n = random.nextInt(1, 4); n > 0; n--) values.add(value(random, false));
                yield Value.choice(values);
            }
        };
    }

    private static Value fraction(SplittableRandom random, int whole) {
        int denominator = random.nextInt(1, 5);
        return Value.fraction(whole * denominator + random.nextInt(denominator), denominator);
    }
}
