package dev.millrace.media;

/** Counts what passes a pad. Written by the streaming thread; others see it a little late. */
public final class CountProbe implements BufferProbe {
    private long buffers;
    private long bytes;

    /** At zero. */
    public CountProbe() {}

    public long buffers() {
        return buffers;
    }

    public long bytes() {
        return bytes;
    }

    @Override
    public ProbeReturn probe(Pad pad, Buffer buffer) {
        buffers++;
        bytes += buffer.length();
        return ProbeReturn.PASS;
    }
}
