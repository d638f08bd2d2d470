package dev.millrace.media;

/** How far an element is up. */
public enum State {
    /** Holds nothing. */
    NULL,
    /** Holds its resources: sockets, files, its context. */
    READY,
    /** Its pads take buffers; live sources are silent. */
    PAUSED,
    /** Everything runs. */
    PLAYING;

    /** The state one step from here towards {@code target}. */
    State towards(State target) {
        int order = target.compareTo(this);
        return order == 0 ? this : order > 0 ? above() : below();
    }

    /** How many steps it is from here to {@code target}. */
    int stepsTo(State target) {
        int steps = 0;
        for (State state = this; state != target; state = state.towards(target)) steps++;
        return steps;
    }

    private State above() {
        return switch (this) {
            case NULL -> READY;
            case READY -> PAUSED;
            case PAUSED, PLAYING -> PLAYING;
        };
    }

    private State below() {
        return switch (this) {
            case NULL, READY -> NULL;
            case PAUSED -> READY;
            case PLAYING -> PAUSED;
        };
    }
}
