package dev.millrace.future;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link Stream#forEach}. */
final class ForEach<A> extends Drain<A, @Nullable Void> {
    private final Consumer<? super A> body;

    ForEach(Stream<? extends A> source, Consumer<? super A> body) {
        super(source);
        this.body = body;
    }

    @Override
    void accept(A item) {
        body.accept(item);
    }

    @Override
    boolean end() {
        return succeed(null);
    }
}
