package dev.millrace.bridge;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.future.Futures;
import dev.millrace.future.Pair;
import dev.millrace.future.Streams;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.reactivestreams.tck.SubscriberWhiteboxVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.reactivestreams.tck.flow.FlowSubscriberWhiteboxVerification;

/** The rules of Reactive Streams 1.0.4, for publishers of streams and streams of publishers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FlowRulesTest {
    /** The one rule that a publisher of few elements cannot be asked for. */
    private static final String NEEDS_ENDLESS = "required_spec317_mustNotSignalOnErrorWhenPendingAboveLongMaxValue";

    private static final TestEnvironment RULES = new TestEnvironment(500, 50);

    private final Rules publisher = new Rules();
    private final Rules blackbox = new Rules();
    private final Rules whitebox = new Rules();
    private Context context;

    @BeforeAll
    void open() throws IOException {
        context = Environment.machine().open("flow-rules", Duration.ZERO);
    }

    /** A rule that is not run is not kept. */
    @AfterAll
    void rulesWereKept() {
        context.close();
        assertThat(publisher.kept).hasSizeGreaterThanOrEqualTo(30);
        assertThat(publisher.kept)
                .contains(
                        "required_spec105_mustSignalOnCompleteWhenFiniteStreamTerminates",
                        NEEDS_ENDLESS,
                        "required_spec317_mustSupportACumulativePendingElementCountUpToLongMaxValue",
                        "required_spec109_mustIssueOnSubscribeForNonNullSubscriber",
                        "optional_spec104_mustSignalOnErrorWhenFails");
        assertThat(blackbox.kept).hasSizeGreaterThanOrEqualTo(8);
        assertThat(whitebox.kept).hasSizeGreaterThanOrEqualTo(10);
    }

    @TestFactory
    Iterable<DynamicTest> publishers() {
        return publisher.of(() -> new Publishers(context), rule -> !rule.equals(NEEDS_ENDLESS));
    }

    @TestFactory
    Iterable<DynamicTest> endlessPublishers() {
        return publisher.of(() -> new EndlessPublishers(context), NEEDS_ENDLESS::equals);
    }

    @TestFactory
    Iterable<DynamicTest> subscribersFromOutside() {
        return blackbox.of(() -> new Subscribers(context), _ -> true);
    }

    @TestFactory
    Iterable<DynamicTest> subscribersFromInside() {
        return whitebox.of(() -> new WatchedSubscribers(context), _ -> true);
    }

    /** Reads all of it on the context. */
    private static void read(Context context, SubscribedStream<Long> stream) {
        context.spawnNow(async(() -> {
            while (await(stream.next()) != null) {}
            return null;
        }));
    }

    /** As many elements as the rules can ask for. */
    static final class EndlessPublishers extends PublisherRules {
        EndlessPublishers(Context context) {
            super(context);
        }

        @Override
        public long maxElementsFromPublisher() {
            return publisherUnableToSignalOnComplete();
        }
    }

    /** So few elements that the end comes. */
    static final class Publishers extends PublisherRules {
        private static final long MOST = 10_000;

        Publishers(Context context) {
            super(context);
        }

        @Override
        public long maxElementsFromPublisher() {
            return MOST;
        }
    }

    abstract static class PublisherRules extends FlowPublisherVerification<Long> {
        private final Context context;

        PublisherRules(Context context) {
            super(RULES, 100);
            this.context = context;
        }

        @Override
        public Flow.Publisher<Long> createFlowPublisher(long elements) {
            return Flows.publisher(
                    context,
                    () -> Streams.unfold(
                            0L, number -> Futures.ready(number < elements ? new Pair<>(number, number + 1) : null)));
        }

        @Override
        public Flow.Publisher<Long> createFailedFlowPublisher() {
            return Flows.publisher(context, () -> {
                throw new IllegalStateException("planted");
            });
        }
    }

    static final class Subscribers extends FlowSubscriberBlackboxVerification<Long> {
        private final Context context;

        Subscribers(Context context) {
            super(RULES);
            this.context = context;
        }

        @Override
        public Flow.Subscriber<Long> createFlowSubscriber() {
            SubscribedStream<Long> stream = new SubscribedStream<>(null, 4);
            read(context, stream);
            return stream;
        }

        @Override
        public Long createElement(int element) {
            return (long) element;
        }
    }

    static final class WatchedSubscribers extends FlowSubscriberWhiteboxVerification<Long> {
        private final Context context;

        WatchedSubscribers(Context context) {
            super(RULES);
            this.context = context;
        }

        @Override
        protected Flow.Subscriber<Long> createFlowSubscriber(WhiteboxSubscriberProbe<Long> probe) {
            SubscribedStream<Long> stream = new SubscribedStream<>(null, 1);
            return new Watched(context, stream, probe);
        }

        @Override
        public Long createElement(int element) {
            return (long) element;
        }
    }

    /** Tells the rules what a stream is told, and reads it as they ask. */
    private record Watched(
            Context context,
            SubscribedStream<Long> stream,
            SubscriberWhiteboxVerification.WhiteboxSubscriberProbe<Long> probe)
            implements Flow.Subscriber<Long> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            stream.onSubscribe(subscription);
            probe.registerOnSubscribe(new SubscriberWhiteboxVerification.SubscriberPuppet() {
                @Override
                public void triggerRequest(long elements) {
                    context.spawnNow(async(() -> {
                        for (long i = 0; i < elements && await(stream.next()) != null; i++) await(Futures.yieldNow());
                        return null;
                    }));
                }

                @Override
                public void signalCancel() {
                    context.executeNow(stream::cancel);
                }
            });
        }

        @Override
        public void onNext(Long item) {
            stream.onNext(item);
            probe.registerOnNext(item);
        }

        @Override
        public void onError(Throwable failure) {
            stream.onError(failure);
            probe.registerOnError(failure);
        }

        @Override
        public void onComplete() {
            stream.onComplete();
            probe.registerOnComplete();
        }
    }
}
