package dev.millrace.element.tcp;

import dev.millrace.media.Unit;

/**
 * How far a client may fall behind; -1 for no limit.
 *
 * @param unit what the limits count; buffers where it says nothing
 * @param most beyond it the client is removed
 * @param soft beyond it {@code policy} is applied
 */
record Backlog(Unit unit, long most, long soft, RecoverPolicy policy) {
    static final Backlog UNLIMITED = new Backlog(Unit.BUFFERS, -1, -1, RecoverPolicy.NONE);

    Backlog with(Unit newUnit) {
        return new Backlog(newUnit, most, soft, policy);
    }

    Backlog withMost(long units) {
        return new Backlog(unit, units, soft, policy);
    }

    Backlog withSoft(long units) {
        return new Backlog(unit, most, units, policy);
    }

    Backlog with(RecoverPolicy newPolicy) {
        return new Backlog(unit, most, soft, newPolicy);
    }

    boolean isTooMuch(long queued) {
        return most >= 0 && queued > most;
    }

    boolean isToRecover(long queued) {
        return soft >= 0 && queued > soft && policy != RecoverPolicy.NONE;
    }
}
