package dev.millrace.element.queue;

/**
 * How much a queue holds, and what it does when that is reached; 0 is no limit.
 *
 * @param buffers how many buffers
 * @param bytes how many bytes in them
 * @param timeNs from the oldest time in it to the newest
 * @param leaky what is dropped
 */
record Limits(int buffers, int bytes, long timeNs, Leaky leaky) {
    Limits withBuffers(int newBuffers) {
        return new Limits(newBuffers, bytes, timeNs, leaky);
    }

    Limits withBytes(int newBytes) {
        return new Limits(buffers, newBytes, timeNs, leaky);
    }

    Limits withTimeNs(long newTimeNs) {
        return new Limits(buffers, bytes, newTimeNs, leaky);
    }

    Limits withLeaky(Leaky newLeaky) {
        return new Limits(buffers, bytes, timeNs, newLeaky);
    }

    /** How many of the limits are reached. */
    int reached(long levelBuffers, long levelBytes, long levelNs) {
        return (buffers > 0 && levelBuffers >= buffers ? 1 : 0)
                + (bytes > 0 && levelBytes >= bytes ? 1 : 0)
                + (timeNs > 0 && levelNs >= timeNs ? 1 : 0);
    }
}
