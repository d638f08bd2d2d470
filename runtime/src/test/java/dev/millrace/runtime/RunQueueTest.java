package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.sim.SteppedEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RunQueueTest {
    private static final int PRODUCERS = 4;
    private static final int EACH = 100_000;

    @Test
    void keepsTheOrderOfEachProducerAndLosesNothing() throws Exception {
        SteppedEnvironment environment = new SteppedEnvironment(1);
        try (Context context = environment.open("queue", Duration.ZERO)) {
            RunQueue queue = new RunQueue();
            List<Thread> producers = new ArrayList<>();
            for (int producer = 0; producer < PRODUCERS; producer++) {
                int number = producer;
                producers.add(Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < EACH; i++) queue.push(new Numbered(context, number, i));
                }));
            }
            int[] next = new int[PRODUCERS + 1];
            int taken = 0;
            while (taken < (PRODUCERS + 1) * EACH) {
                if (next[PRODUCERS] + ownPending < EACH) {
                    queue.append(new Numbered(context, PRODUCERS, next[PRODUCERS] + ownPending));
                    ownPending++;
                }
                if (!(queue.poll() instanceof Numbered task)) continue;
                if (task.producer == PRODUCERS) ownPending--;
                assertThat(task.number).isEqualTo(next[task.producer]++);
                taken++;
            }
            for (Thread producer : producers) producer.join();
            assertThat(queue.isEmpty()).isTrue();
            assertThat(queue.poll()).isNull();
        }
    }

    private int ownPending;

    private static final class Numbered extends Task {
        private final int producer;
        private final int number;

        Numbered(Context context, int producer, int number) {
            super(context);
            this.producer = producer;
            this.number = number;
        }

        @Override
        protected void run(long nowNs) {}

        @Override
        protected void failed(Throwable failure) {}
    }
}
