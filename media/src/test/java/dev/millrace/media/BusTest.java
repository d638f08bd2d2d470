package dev.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.sim.SteppedEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BusTest {
    private final SteppedEnvironment environment = new SteppedEnvironment(1);
    private final Pipeline pipeline = new Pipeline("test", environment);
    private final Parts.Drain drain = pipeline.add(Parts.Drain.FACTORY);

    private static final class Reader implements Flow.Subscriber<Message> {
        private final List<String> texts = new ArrayList<>();
        private Flow.@Nullable Subscription subscription;
        private @Nullable Throwable failure;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Message message) {
            texts.add(((Message.Warning) message).text());
        }

        @Override
        public void onError(Throwable e) {
            failure = e;
        }

        @Override
        public void onComplete() {
            throw new AssertionError("a bus does not end");
        }

        private Flow.Subscription subscription() {
            if (subscription == null) throw new IllegalStateException("not subscribed");
            return subscription;
        }
    }

    @Test
    void aSubscriberGetsAsManyMessagesAsItAsksFor() {
        Reader reader = new Reader();
        pipeline.bus().publisher().subscribe(reader);
        for (int i = 0; i < 4; i++) drain.postWarning("w" + i, null);
        environment.step();
        assertThat(reader.texts).isEmpty();
        reader.subscription().request(2);
        environment.step();
        assertThat(reader.texts).containsExactly("w0", "w1");
        reader.subscription().request(10);
        environment.step();
        drain.postWarning("later", null);
        environment.step();
        assertThat(reader.texts).containsExactly("w0", "w1", "w2", "w3", "later");
        reader.subscription().cancel();
        drain.postWarning("left", null);
        environment.step();
        assertThat(reader.texts).hasSize(5);
        assertThat(pipeline.bus().poll()).isNotNull();
    }

    @Test
    void aDemandOfNothingIsAnError() {
        Reader reader = new Reader();
        pipeline.bus().publisher().subscribe(reader);
        reader.subscription().request(0);
        environment.step();
        assertThat(reader.failure).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSyncHandlerSeesEachMessageFirstAndMayKeepIt() {
        List<Message> seen = new ArrayList<>();
        pipeline.bus().setSyncHandler(message -> {
            seen.add(message);
            return !(message instanceof Message.Warning);
        });
        drain.postWarning("kept", null);
        drain.postError("goes on", null);
        assertThat(seen).hasSize(2);
        assertThat(pipeline.bus().poll()).isInstanceOf(Message.Error.class);
        assertThat(pipeline.bus().poll()).isNull();
        pipeline.bus().setSyncHandler(null);
        drain.postWarning("again", null);
        assertThat(pipeline.bus().poll()).isInstanceOf(Message.Warning.class);
    }
}
