package dev.millrace.bench.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CostsTest {
    private static final Costs COSTS = new Costs(List.of(
            new Cost("await", "millrace", 137.25, 0.001),
            new Cost("await", "virtual_threads", 274.5, 32.0),
            new Cost("parked", "millrace", null, 640.0),
            new Cost("parked", "virtual_threads", null, 800.04)));

    @Test
    void jsonHasEveryKeyAndNullForWhatWasNotMeasured() {
        assertThat(COSTS.json())
                .isEqualTo(
                        "{\"rows\":["
                                + "{\"benchmark\":\"await\",\"candidate\":\"millrace\",\"ns_per_op\":137.3,\"bytes_per_op\":0.0},"
                                + "{\"benchmark\":\"await\",\"candidate\":\"virtual_threads\",\"ns_per_op\":274.5,\"bytes_per_op\":32.0},"
                                + "{\"benchmark\":\"parked\",\"candidate\":\"millrace\",\"ns_per_op\":null,\"bytes_per_op\":640.0},"
                                + "{\"benchmark\":\"parked\",\"candidate\":\"virtual_threads\",\"ns_per_op\":null,\"bytes_per_op\":800.0}]}");
    }

    @Test
    void tableComparesWithTheFirstCandidateInTimeOrElseInBytes() {
        assertThat(COSTS.table()).isEqualTo("""
                Benchmark  Candidate        ns/op  ratio   B/op
                await      millrace         137.3   1.00    0.0
                await      virtual_threads  274.5   2.00   32.0
                parked     millrace             -   1.00  640.0
                parked     virtual_threads      -   1.25  800.0
                """);
    }

    @Test
    void roundsBecomeMediansOfWhatWasMeasured() {
        Cost median = Cost.median(List.of(
                new Cost("await", "millrace", 3.0, null),
                new Cost("await", "millrace", 1.0, 5.0),
                new Cost("await", "millrace", 9.0, null)));

        assertThat(median).isEqualTo(new Cost("await", "millrace", 3.0, 5.0));
        assertThat(Cost.median(List.of(new Cost("a", "b", 1.0, null), new Cost("a", "b", 2.0, null))))
                .isEqualTo(new Cost("a", "b", 1.5, null));
    }
}
