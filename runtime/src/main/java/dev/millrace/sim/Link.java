package dev.millrace.sim;

import java.util.SplittableRandom;

/** The way from one host to another, in one direction. */
final class Link {
    private static final long MOST_HELD_NS = 20_000_000;

    private final Scheduler scheduler;
    private final SplittableRandom random;
    private final NetworkCounters counters;
    Conditions conditions;

    private boolean bad;
    private long freeAtNs;
    private long lastArrivalNs;

    Link(Scheduler scheduler, SplittableRandom random, NetworkCounters counters, Conditions conditions) {
        this.scheduler = scheduler;
        this.random = random;
        this.counters = counters;
        this.conditions = conditions;
    }

    /** Has {@code arrival} happen once or twice, later or now, or never. */
    void send(int bytes, Runnable arrival) {
        Conditions on = conditions;
        counters.sent++;
        if (on.cut || isLost(on)) {
            counters.lost++;
            return;
        }
        long departsNs = departure(on, bytes);
        if (departsNs < 0) {
            counters.queueOverflows++;
            return;
        }
        arriveAt(arrivalNs(on, departsNs), arrival);
        if (on.duplicate > 0 && random.nextDouble() < on.duplicate) {
            counters.duplicated++;
            arriveAt(arrivalNs(on, departsNs), arrival);
        }
    }

    /** As {@link #send} for what is sent again until it arrives, as TCP does: later instead of lost, in order, once. */
    void sendReliably(int bytes, long retryNs, Runnable arrival) {
        Conditions on = conditions;
        counters.sent++;
        if (on.cut) {
            counters.sent--;
            scheduler.at(scheduler.nowNs() + retryNs, () -> sendReliably(bytes, retryNs, arrival));
            return;
        }
        long lateNs = 0;
        for (int retry = 0; retry < 8 && isLost(on); retry++) lateNs += retryNs;
        long departsNs = Math.max(departure(on, bytes), scheduler.nowNs()) + lateNs;
        lastArrivalNs = Math.max(lastArrivalNs, departsNs + delayNs(on));
        arriveAt(lastArrivalNs, () -> {
            counters.delivered++;
            arrival.run();
        });
    }

    private boolean isLost(Conditions on) {
        if (on.burstBegins > 0) {
            bad = random.nextDouble() < (bad ? 1 - on.burstEnds : on.burstBegins);
            if (bad && random.nextDouble() < on.burstLoss) return true;
        }
        return on.loss > 0 && random.nextDouble() < on.loss;
    }

    /** When its last bit is on the way; negative when the queue is full. */
    private long departure(Conditions on, int bytes) {
        long nowNs = scheduler.nowNs();
        if (on.bitsPerSecond == 0) return nowNs;
        long beginsNs = Math.max(freeAtNs, nowNs);
        if (beginsNs - nowNs > on.mostQueuedNs) return -1;
        freeAtNs = beginsNs + bytes * 8_000_000_000L / on.bitsPerSecond;
        return freeAtNs;
    }

    private long arrivalNs(Conditions on, long departsNs) {
        long arrivesNs = departsNs + delayNs(on);
        if (on.reorder > 0 && random.nextDouble() < on.reorder) {
            counters.held++;
            return arrivesNs + 1 + random.nextLong(MOST_HELD_NS);
        }
        lastArrivalNs = Math.max(lastArrivalNs, arrivesNs);
        return lastArrivalNs;
    }

    private long delayNs(Conditions on) {
        return on.leastDelayNs == on.mostDelayNs
                ? on.leastDelayNs
                : random.nextLong(on.leastDelayNs, on.mostDelayNs + 1);
    }

    private void arriveAt(long atNs, Runnable arrival) {
        if (atNs <= scheduler.nowNs()) arrival.run();
        else scheduler.at(atNs, arrival);
    }
}
