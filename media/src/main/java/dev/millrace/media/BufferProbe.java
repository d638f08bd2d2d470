package dev.millrace.media;

/** Sees the buffers that pass a pad, on the streaming thread. */
@FunctionalInterface
public interface BufferProbe {
    /**
     * Looks at a buffer, which still belongs to the stream: it may be changed if it is writable, and not be released.
     *
     * @return whether it goes on
     */
    ProbeReturn probe(Pad pad, Buffer buffer);
}
