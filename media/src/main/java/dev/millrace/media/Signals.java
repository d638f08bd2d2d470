package dev.millrace.media;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Who listens to the signals of one element. Connected from any thread; given on the element's. */
final class Signals {
    /** Null until somebody listens: most elements never have a listener. */
    private volatile @Nullable Map<String, List<SignalHandler>> handlers;

    synchronized void connect(String signal, SignalHandler handler) {
        Map<String, List<SignalHandler>> all = handlers;
        if (all == null) all = new ConcurrentHashMap<>();
        all.computeIfAbsent(signal, _ -> new CopyOnWriteArrayList<>()).add(handler);
        handlers = all;
    }

    synchronized void disconnect(String signal, SignalHandler handler) {
        Map<String, List<SignalHandler>> all = handlers;
        if (all != null) all.getOrDefault(signal, List.of()).remove(handler);
    }

    boolean isConnected(String signal) {
        Map<String, List<SignalHandler>> all = handlers;
        return all != null && !all.getOrDefault(signal, List.of()).isEmpty();
    }

    @Nullable
    Object give(Element element, String signal, @Nullable Object... arguments) {
        Map<String, List<SignalHandler>> all = handlers;
        if (all == null) return null;
        Object answer = null;
        for (SignalHandler handler : all.getOrDefault(signal, List.of()))
            answer = handler.handle(element, Arrays.asList(arguments));
        return answer;
    }
}
