package dev.millrace.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LaunchTextTest {

    @Test
    void takesASingleWordRaw() {
        assertThat(LaunchText.ofArguments(List.of(" a p=\"x  y\" ! b\\ "))).isEqualTo(" a p=\"x  y\" ! b\\ ");
    }

    @Test
    void keepsEachOfSeveralWordsWhole() {
        String text =
                LaunchText.ofArguments(List.of("a", "p=x  y", "q=\"m n\"", "!", "audio/x-raw, rate=8000", "!", "b"));

        assertThat(text).isEqualTo("a p=x\\ \\ y q=\"m n\" ! audio/x-raw,\\ rate=8000 ! b");
        LaunchGraph graph = LaunchParser.parse(text);
        assertThat(graph.elements().getFirst().properties().getFirst().value().value())
                .isEqualTo("x  y");
        assertThat(graph.elements().get(1).properties().getFirst().value().value())
                .isEqualTo("audio/x-raw, rate=8000");
    }
}
