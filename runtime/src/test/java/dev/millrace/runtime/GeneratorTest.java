package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Future;
import dev.millrace.future.Futures;
import dev.millrace.future.Waker;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("await")
@Timeout(20)
class GeneratorTest {
    private final List<String> log = new ArrayList<>();

    private Generator<Integer, String> upTo(int end) {
        return Generator.of(out -> {
            try {
                for (int i = 0; i < end; i++) out.emit(i);
                return "end";
            } finally {
                log.add("finally");
            }
        });
    }

    @Test
    void yieldsOneValueAtATimeThenCompletes() {
        var numbers = upTo(2);
        assertThat(numbers.resume()).isEqualTo(new Generator.Yielded<>(0));
        assertThat(numbers.resume()).isEqualTo(new Generator.Yielded<>(1));
        assertThat(log).isEmpty();
        assertThat(numbers.resume()).isEqualTo(new Generator.Complete<>("end"));
        assertThat(log).containsExactly("finally");
    }

    @Test
    void resumingAfterTheEndIsAnError() {
        var numbers = upTo(0);
        numbers.resume();
        assertThatThrownBy(numbers::resume)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Complete[value=end]");
    }

    @Test
    void anEndlessOneIsTakenAsFarAsWantedAndClosed() {
        var endless = upTo(Integer.MAX_VALUE);
        for (int i = 0; i < 1000; i++) assertThat(endless.resume()).isEqualTo(new Generator.Yielded<>(i));
        endless.close();
        assertThat(log).containsExactly("finally");
        assertThatThrownBy(endless::resume).hasMessageContaining("has ended");
    }

    @Test
    void oneThatNeverBeganIsClosedWithoutBeginning() {
        upTo(5).close();
        assertThat(log).isEmpty();
    }

    @Test
    void aFailureOfTheBodyComesOutOfResume() {
        Generator<Integer, String> failing = Generator.of(out -> {
            out.emit(1);
            throw new IllegalStateException("planted");
        });
        failing.resume();
        assertThatThrownBy(failing::resume).hasMessage("planted");
        assertThatThrownBy(failing::resume).hasMessageContaining("has ended");
    }

    @Test
    void asAFutureItIsResumedOncePerPoll() {
        Future<String> future = upTo(3).futurify();
        int[] wakes = {0};
        Waker waker = () -> wakes[0]++;
        for (int i = 0; i < 3; i++) assertThat(future.poll(waker)).isFalse();
        assertThat(wakes[0]).isEqualTo(3);
        assertThat(future.poll(waker)).isTrue();
        assertThat(future.result()).isEqualTo("end");
    }

    @Test
    void asAFutureItAwaitsOthers() throws IOException {
        SteppedEnvironment environment = new SteppedEnvironment(1);
        Duration wait = Duration.ofMillis(20);
        try (Context context = environment.acquire("test", wait)) {
            Generator<Integer, Integer> body = Generator.of(out -> {
                int polls = 0;
                for (int i = 0; i < 3; i++) {
                    out.await(Futures.sleep(wait));
                    polls++;
                }
                return polls;
            });
            JoinHandle<Integer> handle = context.spawn(body.futurify());
            assertThat(environment.run(handle, wait, Duration.ofSeconds(2))).isEqualTo(3);
            assertThat(environment.nowNs()).isEqualTo(60_000_000);
        }
    }

    @Test
    void cancellingTheFutureClosesTheGenerator() {
        Future<String> future = upTo(3).futurify();
        future.poll(Waker.none());
        future.cancel();
        assertThat(log).containsExactly("finally");
    }

    @Test
    void awaitingWithoutAPollSaysSo() {
        Generator<Integer, Integer> body = Generator.of(out -> out.await(Futures.ready(1)));
        assertThatThrownBy(body::resume).hasMessageContaining("resumed by hand");
    }
}
