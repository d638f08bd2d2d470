package dev.millrace.io;

import dev.millrace.reactor.NativeMemory;
import java.io.IOException;

/** Who is told what became of a datagram in a {@link SendBatch}; gets the memory back either way. */
public interface SendListener {
    /** It was handed to the network. */
    void sent(NativeMemory memory, int length);

    /** It was not sent and will not be: refused, or the batch was closed. */
    void sendFailed(NativeMemory memory, IOException reason);
}
