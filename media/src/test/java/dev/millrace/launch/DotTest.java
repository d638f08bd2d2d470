package dev.millrace.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.media.Pipeline;
import dev.millrace.media.Registry;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DotTest {
    private static String draw(String text) {
        return Dot.of(Launch.into(new Pipeline("drawn"), Registry.installed(), text));
    }

    @Test
    void elementsPadsAndLinksAreDrawn() {
        String dot = draw("fakesrc name=in num-buffers=3 ! tee name=t ! fakesink name=a t. ! fakesink name=b");
        assertThat(dot).startsWith("digraph pipeline {").endsWith("}\n");
        assertThat(dot).contains("label=\"drawn\\n[NULL]\"", "fakesrc\\nin\\n[NULL]\\nnum-buffers=3");
        assertThat(dot).doesNotContain("is-live=");
        assertThat(count(dot, "subgraph cluster_")).isEqualTo(4);
        assertThat(count(dot, "-> .*label=\"\\?\"")).as("links").isEqualTo(3);
        assertThat(count(dot, "style=invis")).as("order of the pads of a tee").isEqualTo(1);
        assertThat(count(dot, "\\{")).isEqualTo(count(dot, "\\}"));
    }

    @Test
    void binsAreClustersAroundTheirElements() {
        String dot = draw("fakesrc ! bin.( name=box identity ! identity ) ! fakesink");
        List<String> lines = dot.lines().toList();
        int box = lines.indexOf(lines.stream()
                .filter(line -> line.contains("bin\\nbox"))
                .findFirst()
                .orElseThrow());
        assertThat(lines.get(box + 1)).startsWith("    subgraph cluster_");
        assertThat(count(dot, "-> .*label=\"\\?\"")).isEqualTo(3);
    }

    @Test
    void whatPeopleWriteIsQuoted() {
        assertThat(draw("filesrc location=\"a \\\"b\\\" c\" ! fakesink")).contains("location=a \\\"b\\\" c");
    }

    private static long count(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().count();
    }
}
