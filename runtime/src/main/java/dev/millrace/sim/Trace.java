package dev.millrace.sim;

/** A hash over what has happened and when: equal for equal runs. */
final class Trace {
    /** What is told of. */
    static final int STEP = 1;

    static final int TIME = 2;
    static final int PACKET = 3;
    static final int NOTE = 4;

    private long hash = 0x9E3779B97F4A7C15L;
    private long entries;

    void add(int kind, long first, long second) {
        entries++;
        hash = mix(hash ^ mix(first + kind * 0x9E3779B97F4A7C15L)) + second;
    }

    void add(int kind, byte[] bytes, long second) {
        long sum = bytes.length;
        for (byte b : bytes) sum = sum * 31 + b;
        add(kind, sum, second);
    }

    long hash() {
        return mix(hash ^ entries);
    }

    /** The finalizer of a good 64-bit hash: each bit of the input changes half of those of the output. */
    private static long mix(long value) {
        long mixed = value;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
