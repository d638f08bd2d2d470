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
        return values()[ordinal() + Integer.signum(target.ordinal() - ordinal())];
    }
}
