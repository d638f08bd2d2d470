package dev.millrace.sim;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How often each trigger of the chaos program met each state of what it acts on. */
final class ChaosTable {
    /** What is done. */
    enum Trigger {
        CANCEL,
        SEND,
        RECEIVE,
        CLOSE,
        TIMER,
        DATAGRAM,
        SPAWN
    }

    /** What a task is at, or a queue, a timer, a socket, a context. */
    enum State {
        // of a task
        NEW,
        RECEIVING,
        SENDING,
        SLEEPING,
        ON_SOCKET,
        ON_BODY,
        WOKEN,
        DONE,
        // of a queue
        EMPTY,
        AWAITED,
        FILLED,
        BLOCKED,
        CLOSED,
        // of a deadline
        PAST,
        WITHIN_SLICE,
        LATER,
        // of a socket
        UNHEARD,
        HEARD,
        GONE,
        // of a context, as seen by who spawns
        OWN,
        OTHER,
        FROM_THREAD
    }

    private static final Map<Trigger, List<State>> PAIRS = Map.of(
            Trigger.CANCEL,
            List.of(
                    State.NEW,
                    State.RECEIVING,
                    State.SENDING,
                    State.SLEEPING,
                    State.ON_SOCKET,
                    State.ON_BODY,
                    State.WOKEN,
                    State.DONE),
            Trigger.SEND,
            List.of(State.EMPTY, State.AWAITED, State.FILLED, State.BLOCKED, State.CLOSED),
            Trigger.RECEIVE,
            List.of(State.EMPTY, State.AWAITED, State.FILLED, State.BLOCKED, State.CLOSED),
            Trigger.CLOSE,
            List.of(State.EMPTY, State.AWAITED, State.FILLED, State.BLOCKED),
            Trigger.TIMER,
            List.of(State.PAST, State.WITHIN_SLICE, State.LATER),
            Trigger.DATAGRAM,
            List.of(State.UNHEARD, State.HEARD, State.GONE),
            Trigger.SPAWN,
            List.of(State.OWN, State.OTHER, State.FROM_THREAD));

    private final Map<Trigger, Map<State, Long>> counts = new EnumMap<>(Trigger.class);

    void hit(Trigger trigger, State state) {
        counts.computeIfAbsent(trigger, _ -> new EnumMap<>(State.class)).merge(state, 1L, Long::sum);
    }

    private long count(Trigger trigger, State state) {
        return counts.getOrDefault(trigger, Map.of()).getOrDefault(state, 0L);
    }

    /** The pairs that were met less often than that. */
    List<String> below(long least) {
        List<String> rare = new ArrayList<>();
        for (var pair : new TreeMap<>(PAIRS).entrySet())
            for (State state : pair.getValue()) {
                long count = count(pair.getKey(), state);
                if (count < least) rare.add(pair.getKey() + " x " + state + " = " + count);
            }
        return rare;
    }

    /** Pairs that were met and should not be possible. */
    List<String> unknown() {
        List<String> found = new ArrayList<>();
        counts.forEach((trigger, states) -> states.forEach((state, _) -> {
            if (!PAIRS.getOrDefault(trigger, List.of()).contains(state)) found.add(trigger + " x " + state);
        }));
        return found;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (var pair : new TreeMap<>(PAIRS).entrySet()) {
            text.append(String.format(Locale.ROOT, "  %-9s", pair.getKey()));
            for (State state : pair.getValue())
                text.append(String.format(Locale.ROOT, " %s %,d ", state, count(pair.getKey(), state)));
            text.append(System.lineSeparator());
        }
        return text.toString();
    }
}
