package dev.millrace.element.tcp;

/**
 * How far a client may fall behind, in buffers; -1 for no limit.
 *
 * @param most beyond it the client is removed
 * @param soft beyond it {@code policy} is applied
 */
record Backlog(int most, int soft, RecoverPolicy policy) {
    static final Backlog UNLIMITED = new Backlog(-1, -1, RecoverPolicy.NONE);

    Backlog withMost(int buffers) {
        return new Backlog(buffers, soft, policy);
    }

    Backlog withSoft(int buffers) {
        return new Backlog(most, buffers, policy);
    }

    Backlog with(RecoverPolicy newPolicy) {
        return new Backlog(most, soft, newPolicy);
    }

    boolean isTooMuch(int queued) {
        return most >= 0 && queued > most;
    }

    /** How many of the latest buffers stay. */
    int keep(int queued) {
        if (soft < 0 || queued <= soft) return queued;
        return switch (policy) {
            case NONE -> queued;
            case LATEST, KEYFRAME -> 1;
            case SOFT_LIMIT -> Math.max(soft, 1);
        };
    }
}
