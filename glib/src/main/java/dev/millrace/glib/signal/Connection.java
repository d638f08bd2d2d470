package dev.millrace.glib.signal;

import dev.millrace.glib.abi.MainContexts;
import dev.millrace.glib.abi.SignalHandlers;
import dev.millrace.glib.loop.GlibExecutor;
import io.github.jwharm.javagi.base.Proxy;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A handler that answers at once, and passes each emission on to the thread of a main context. */
final class Connection {
    private final Proxy object;
    private final String name;
    private final Function<Signal, @Nullable Object> answer;
    private long number;

    Connection(Proxy object, String name, Function<Signal, @Nullable Object> answer) {
        this.object = object;
        this.name = name;
        this.answer = answer;
    }

    void connect(GlibExecutor executor, Consumer<Signal> taker) {
        number = SignalHandlers.connect(object, name, arguments -> {
            Signal signal = new Signal(name, arguments);
            if (MainContexts.isOwner(executor.context())) taker.accept(signal);
            else executor.execute(() -> taker.accept(signal));
            return answer.apply(signal);
        });
    }

    void disconnect() {
        if (number != 0) SignalHandlers.disconnect(object, number);
        number = 0;
    }
}
