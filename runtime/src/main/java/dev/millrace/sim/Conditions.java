package dev.millrace.sim;

import java.time.Duration;

/**
 * What the way from one host to another does to packets. All of it may be changed while packets are under way.
 *
 * <p>Without any of it a packet arrives at once. Chances are from 0 to 1.
 */
public final class Conditions {
    double loss;
    double burstBegins;
    double burstEnds = 1;
    double burstLoss;
    double reorder;
    double duplicate;
    long leastDelayNs;
    long mostDelayNs;
    long bitsPerSecond;
    long mostQueuedNs = Duration.ofMillis(100).toNanos();
    boolean cut;

    Conditions() {}

    Conditions copy() {
        Conditions made = new Conditions();
        made.loss = loss;
        made.burstBegins = burstBegins;
        made.burstEnds = burstEnds;
        made.burstLoss = burstLoss;
        made.reorder = reorder;
        made.duplicate = duplicate;
        made.leastDelayNs = leastDelayNs;
        made.mostDelayNs = mostDelayNs;
        made.bitsPerSecond = bitsPerSecond;
        made.mostQueuedNs = mostQueuedNs;
        made.cut = cut;
        return made;
    }

    /** Each packet is lost with this chance, whatever became of the others. */
    public Conditions loss(double chance) {
        loss = chance("loss", chance);
        return this;
    }

    /**
     * Packets are lost in bursts, after Gilbert and Elliott: the way is good or bad, and changes before each packet by chance.
     *
     * @param begins the chance that a good way turns bad
     * @param ends the chance that a bad way turns good; a burst has 1 / {@code ends} packets on average
     * @param lossWhileBad the chance that a packet is lost on a bad way
     */
    public Conditions bursts(double begins, double ends, double lossWhileBad) {
        burstBegins = chance("begins", begins);
        burstEnds = chance("ends", ends);
        burstLoss = chance("lossWhileBad", lossWhileBad);
        return this;
    }

    /** A packet is held back with this chance, for up to 20 ms, so that later ones overtake it. Otherwise order is kept. */
    public Conditions reorder(double chance) {
        reorder = chance("reorder", chance);
        return this;
    }

    /** A packet arrives twice with this chance. */
    public Conditions duplicate(double chance) {
        duplicate = chance("duplicate", chance);
        return this;
    }

    /** Each packet takes this long. */
    public Conditions delay(Duration delay) {
        return delay(delay, delay);
    }

    /** Each packet takes from {@code least} to {@code most}, evenly spread; but it waits for those before it. */
    public Conditions delay(Duration least, Duration most) {
        if (least.isNegative() || most.compareTo(least) < 0)
            throw new IllegalArgumentException("delay is no range: least=" + least + " most=" + most);
        leastDelayNs = least.toNanos();
        mostDelayNs = most.toNanos();
        return this;
    }

    /** Packets go one after the other, at so many bits per second; 0 has no limit. What would wait over 100 ms is dropped. */
    public Conditions bandwidth(long bitsPerSecond) {
        return bandwidth(bitsPerSecond, Duration.ofMillis(100));
    }

    /** As {@link #bandwidth(long)}, with the longest that a packet waits for its turn. */
    public Conditions bandwidth(long bitsPerSecond, Duration longestQueue) {
        if (bitsPerSecond < 0)
            throw new IllegalArgumentException("bandwidth is negative: bitsPerSecond=" + bitsPerSecond);
        this.bitsPerSecond = bitsPerSecond;
        mostQueuedNs = longestQueue.toNanos();
        return this;
    }

    /** Nothing comes through, until this is undone; nobody is told. */
    public Conditions cut(boolean cut) {
        this.cut = cut;
        return this;
    }

    private static double chance(String what, double chance) {
        if (!(chance >= 0 && chance <= 1))
            throw new IllegalArgumentException("chance is out of range: " + what + "=" + chance + "; use 0 to 1");
        return chance;
    }
}
