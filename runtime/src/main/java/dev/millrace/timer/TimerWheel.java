package dev.millrace.timer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A hierarchical timing wheel: arms, disarms and fires timers in constant time, whatever their number.
 *
 * <p>Everything here runs on the thread that owns the wheel.
 */
public final class TimerWheel {
    /*
     * Overview. Time is cut into ticks of 2^20 ns (about 1 ms). Level 0 has a slot per tick, each higher level slots 64
     * times as wide. A timer goes into the lowest level whose reach covers it, and moves down ("cascades") when time
     * enters its slot. A slot is a circular list whose head is a sentinel, so that a timer unlinks itself without
     * knowing its slot; the price is that the occupancy bitmaps may name a slot that has become empty, which costs one
     * look.
     *
     * Ticks only bound the search: a timer fires when its deadline, to the nanosecond, is at or before now. A timer due
     * later in the current tick stays in its slot for the next call.
     *
     * A slot that fires is first moved to the list `firing`. So a timer that arms itself again for a time already past
     * waits for the next call instead of firing for ever, and one that disarms a neighbour unlinks it from `firing`.
     * What a throwing timer leaves there fires at the next call.
     */
    private static final int TICK_SHIFT = 20;
    private static final int LEVEL_BITS = 6;
    private static final int SLOTS = 1 << LEVEL_BITS;
    private static final int SLOT_MASK = SLOTS - 1;
    private static final int LEVELS = 5;
    private static final long REACH_TICKS = 1L << (LEVEL_BITS * LEVELS);

    private final Timer[] heads = new Timer[LEVELS * SLOTS];
    /** A bit per slot that may hold timers, one word per level. */
    private final long[] occupied = new long[LEVELS];
    /** A lower bound of the deadlines in each slot of level 0. */
    private final long[] earliestNs = new long[SLOTS];

    private final Timer firing = new Head();
    private long currentTick;
    private int size;

    /**
     * Creates an empty wheel.
     *
     * @param nowNs the current time; all later times must not be before it
     */
    public TimerWheel(long nowNs) {
        Arrays.setAll(heads, slot -> new Head());
        currentTick = nowNs >> TICK_SHIFT;
    }

    /** How many timers are armed. */
    public int size() {
        return size;
    }

    /**
     * Arms {@code timer}, moving it if it was armed already.
     *
     * @param deadlineNs when it is due; a time already past fires at the next {@link #expire}
     */
    public void arm(Timer timer, long deadlineNs) {
        if (timer.isArmed()) unlink(timer);
        else size++;
        timer.setDeadlineNs(deadlineNs);
        insert(timer);
    }

    /** Disarms {@code timer}; returns whether it was armed. */
    public boolean disarm(Timer timer) {
        if (!timer.isArmed()) return false;
        unlink(timer);
        size--;
        return true;
    }

    /**
     * Fires every timer that is due at {@code nowNs}, earlier ticks first; returns how many.
     *
     * <p>A timer that is armed meanwhile for a tick already visited fires at the next call. An exception of a timer ends
     * this call; the next one goes on with the others.
     */
    public int expire(long nowNs) {
        long targetTick = Math.max(nowNs >> TICK_SHIFT, currentTick);
        int fired = fireSlot(nowNs);
        while (currentTick < targetTick) {
            advance(targetTick);
            fired += fireSlot(nowNs);
        }
        return fired;
    }

    /**
     * A time before which no armed timer is due, or {@link Long#MAX_VALUE} without timers.
     *
     * <p>It is exact or early, never late: a caller that sleeps until then may wake once or twice in vain for a timer
     * that is more than 64 ticks away.
     */
    public long nextDeadlineNs() {
        if (size == 0) return Long.MAX_VALUE;
        long next = Long.MAX_VALUE;
        for (int level = 0; level < LEVELS; level++) {
            if (occupied[level] == 0) continue;
            int shift = LEVEL_BITS * level;
            int here = (int) (currentTick >> shift) & SLOT_MASK;
            // On level 0 the current slot counts as now; on higher levels it lies a whole turn ahead.
            int from = level == 0 ? here : (here + 1) & SLOT_MASK;
            int ahead = Long.numberOfTrailingZeros(Long.rotateRight(occupied[level], from));
            if (level == 0) {
                next = earliestNs[(from + ahead) & SLOT_MASK];
            } else {
                long slotTick = ((currentTick >> shift) + 1 + ahead) << shift;
                next = Math.min(next, slotTick << TICK_SHIFT);
            }
        }
        return next;
    }

    private void insert(Timer timer) {
        long tick = Math.max(timer.deadlineNs() >> TICK_SHIFT, currentTick);
        long distance = Math.min(tick - currentTick, REACH_TICKS - 1);
        int level = distance < SLOTS ? 0 : (63 - Long.numberOfLeadingZeros(distance)) / LEVEL_BITS;
        int slot = (int) ((currentTick + distance) >> (LEVEL_BITS * level)) & SLOT_MASK;
        if (level == 0) noteEarliest(slot, timer.deadlineNs());
        occupied[level] |= 1L << slot;
        linkBefore(heads[level * SLOTS + slot], timer);
    }

    private void noteEarliest(int slot, long deadlineNs) {
        boolean first = (occupied[0] & 1L << slot) == 0;
        earliestNs[slot] = first ? deadlineNs : Math.min(earliestNs[slot], deadlineNs);
    }

    /** Moves to the next tick that may hold work: an occupied slot of this turn of level 0, or the turn's end. */
    private void advance(long targetTick) {
        if (size == 0) {
            // What is left in the bitmaps names slots that are passed over here: it would be taken for deadlines, long
            // past.
            Arrays.fill(occupied, 0);
            currentTick = targetTick;
            return;
        }
        int here = (int) currentTick & SLOT_MASK;
        long later = here == SLOT_MASK ? 0 : occupied[0] >>> (here + 1) << (here + 1);
        long turnStart = currentTick - here;
        long next = later == 0 ? turnStart + SLOTS : turnStart + Long.numberOfTrailingZeros(later);
        currentTick = Math.min(next, targetTick);
        if ((currentTick & SLOT_MASK) == 0) cascade();
    }

    /** Level 0 starts a new turn: brings down the slots that time has entered on the levels above. */
    private void cascade() {
        for (int level = 1; level < LEVELS; level++) {
            int slot = (int) (currentTick >> (LEVEL_BITS * level)) & SLOT_MASK;
            if ((occupied[level] & 1L << slot) != 0) {
                occupied[level] &= ~(1L << slot);
                Timer head = heads[level * SLOTS + slot];
                for (Timer timer = first(head); timer != null; timer = first(head)) {
                    unlink(timer);
                    insert(timer);
                }
            }
            if (slot != 0) return;
        }
    }

    private int fireSlot(long nowNs) {
        int slot = (int) currentTick & SLOT_MASK;
        if ((occupied[0] & 1L << slot) != 0 && earliestNs[slot] <= nowNs) {
            occupied[0] &= ~(1L << slot);
            moveAll(heads[slot], firing);
        }
        int fired = 0;
        for (Timer timer = first(firing); timer != null; timer = first(firing)) {
            unlink(timer);
            if (timer.deadlineNs() > nowNs) {
                insert(timer);
            } else {
                size--;
                fired++;
                timer.fire(nowNs);
            }
        }
        return fired;
    }

    private static @Nullable Timer first(Timer head) {
        return head.next == head ? null : head.next;
    }

    private static void moveAll(Timer from, Timer to) {
        Timer first = first(from);
        if (first == null) return;
        Timer last = from.previous;
        join(from, from);
        join(to.previous, first);
        join(last, to);
    }

    private static void linkBefore(Timer head, Timer timer) {
        join(head.previous, timer);
        join(timer, head);
    }

    private static void unlink(Timer timer) {
        join(timer.previous, timer.next);
        timer.previous = null;
        timer.next = null;
    }

    @SuppressWarnings("NullAway") // the links of an armed timer and of a head are never null
    private static void join(@Nullable Timer left, @Nullable Timer right) {
        left.next = right;
        right.previous = left;
    }

    /** The head of a circular list; never armed itself. */
    private static final class Head extends Timer {
        Head() {
            previous = this;
            next = this;
        }

        @Override
        protected void fire(long nowNs) {
            throw new AssertionError("the head of a slot has no deadline");
        }
    }
}
