package dev.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.future.Completer;
import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import dev.millrace.future.Streams;
import dev.millrace.future.Waker;
import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.sim.Simulation;
import dev.millrace.sim.SteppedEnvironment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FlowsTest {
    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final List<String> log = new ArrayList<>();

    private Context context() throws IOException {
        return environment.acquire("c", Duration.ZERO);
    }

    /** Logs what it is told, and asks for nothing by itself. */
    private final class Logging implements Flow.Subscriber<Integer> {
        private Flow.Subscription subscription = new Flow.Subscription() {
            @Override
            public void request(long items) {}

            @Override
            public void cancel() {}
        };

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            log.add("subscribed");
        }

        @Override
        public void onNext(Integer item) {
            log.add("next " + item);
        }

        @Override
        public void onError(Throwable failure) {
            log.add("error " + failure.getMessage());
        }

        @Override
        public void onComplete() {
            log.add("complete");
        }
    }

    @Test
    void nothingIsReadThatWasNotAskedFor() throws IOException {
        AtomicInteger read = new AtomicInteger();
        try (Context context = context()) {
            Logging subscriber = new Logging();
            Flows.publisher(
                            context,
                            () -> Streams.of(1, 2, 3).map(item -> {
                                read.incrementAndGet();
                                return item;
                            }))
                    .subscribe(subscriber);
            environment.step();
            assertThat(read).hasValue(0);
            subscriber.subscription.request(2);
            environment.step();
            assertThat(read).hasValue(2);
            assertThat(log).containsExactly("subscribed", "next 1", "next 2");
            subscriber.subscription.request(Long.MAX_VALUE);
            environment.step();
            assertThat(log).endsWith("next 3", "complete");
            assertThat(context.liveTasks()).isZero();
        }
    }

    @Test
    void cancellingCancelsTheStreamAndAFailureIsAnError() throws IOException {
        AtomicInteger cancelled = new AtomicInteger();
        try (Context context = context()) {
            Logging subscriber = new Logging();
            Flows.publisher(context, () -> new Stream<Integer>() {
                        @Override
                        public Future<@Nullable Integer> next() {
                            return new Completer<>();
                        }

                        @Override
                        public void cancel() {
                            cancelled.incrementAndGet();
                        }
                    })
                    .subscribe(subscriber);
            environment.step();
            subscriber.subscription.request(1);
            environment.step();
            subscriber.subscription.cancel();
            environment.step();
            assertThat(cancelled).hasValue(1);
            Logging other = new Logging();
            Flows.publisher(context, () -> Streams.of(1).map(FlowsTest::failing))
                    .subscribe(other);
            environment.step();
            other.subscription.request(1);
            environment.step();
            assertThat(log).containsExactly("subscribed", "subscribed", "error planted");
        }
    }

    private static Integer failing(int item) {
        throw new IllegalStateException("planted");
    }

    @Test
    void aContextThatEndsIsAnError() throws IOException {
        Context context = context();
        Logging begun = new Logging();
        Flows.publisher(context, () -> Streams.of(1)).subscribe(begun);
        environment.step();
        Logging never = new Logging();
        Flows.publisher(context, () -> Streams.of(1)).subscribe(never);
        context.close();
        assertThat(log)
                .containsExactlyInAnyOrder(
                        "subscribed",
                        "subscribed",
                        "error context has ended: name=c",
                        "error context has ended: name=c");
    }

    @Test
    void aPublisherIsReadAheadByTheBufferOnly() {
        List<Long> asked = new ArrayList<>();
        Flow.Publisher<Integer> publisher = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            private int next;

            @Override
            public void request(long items) {
                asked.add(items);
                for (long i = 0; i < items; i++) subscriber.onNext(next++);
            }

            @Override
            public void cancel() {
                log.add("cancelled");
            }
        });
        Stream<Integer> stream = Flows.stream(publisher, 4);
        assertThat(asked).isEmpty();
        for (int i = 0; i < 5; i++) {
            Future<@Nullable Integer> next = stream.next();
            assertThat(next.poll(Waker.none())).isTrue();
            assertThat(next.result()).isEqualTo(i);
        }
        assertThat(asked).containsExactly(4L, 2L, 2L);
        stream.cancel();
        assertThat(log).containsExactly("cancelled");
        assertThat(BlockOn.run(stream.next())).isNull();
        assertThatThrownBy(() -> Flows.stream(publisher, 0)).hasMessageContaining("buffer=0");
    }

    @Test
    void anErrorComesAfterTheItemsBeforeIt() {
        Flow.Publisher<Integer> publisher = subscriber -> {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long items) {}

                @Override
                public void cancel() {}
            });
            subscriber.onNext(1);
            subscriber.onError(new CancellationException("planted"));
        };
        Stream<Integer> stream = Flows.stream(publisher);
        assertThat(BlockOn.run(stream.next())).isEqualTo(1);
        assertThatThrownBy(() -> BlockOn.run(stream.next())).hasMessage("planted");
        assertThat(BlockOn.run(stream.next())).isNull();
    }

    /** From a stream to a publisher and back, between two contexts, in many orders. */
    @Test
    void bothWaysInSimulation() {
        Simulation.explore(1, 50, sim -> {
            try (Context one = sim.environment().acquire("one", Duration.ZERO);
                    Context two = sim.environment().acquire("two", Duration.ofMillis(20))) {
                Stream<Integer> there = Flows.stream(
                        Flows.publisher(
                                one,
                                () -> Streams.interval(Duration.ofMillis(7))
                                        .take(40)
                                        .map(_ -> sim.random().nextInt(100))),
                        3);
                assertThat(BlockOn.run(two.spawn(there.toList()))).hasSize(40);
            }
        });
    }
}
