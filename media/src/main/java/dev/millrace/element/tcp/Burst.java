package dev.millrace.element.tcp;

import dev.millrace.media.Unit;

/**
 * With how much of the past a new client begins.
 *
 * @param method where it begins
 * @param leastUnit what {@code least} counts
 * @param least so much at least, as far as it is kept
 * @param mostUnit what {@code most} counts
 * @param most not more than this, but for a single buffer; {@link Long#MAX_VALUE} for no limit
 */
record Burst(SyncMethod method, Unit leastUnit, long least, Unit mostUnit, long most) {
    static final Burst NONE = new Burst(SyncMethod.LATEST, Unit.UNDEFINED, 0, Unit.UNDEFINED, Long.MAX_VALUE);

    Burst with(SyncMethod newMethod) {
        return new Burst(newMethod, leastUnit, least, mostUnit, most);
    }

    Burst with(Unit unit) {
        return new Burst(method, unit, least, mostUnit, most);
    }

    Burst withLeast(long value) {
        return new Burst(method, leastUnit, value < 0 ? Long.MAX_VALUE : value, mostUnit, most);
    }
}
