package dev.millrace.reactor;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;

/** A handle with a channel; what a {@link NioReactor} serves. */
interface NioPollable extends Pollable {
    SelectableChannel channel();

    /** The operation that being readable means. */
    default int readOperation() {
        return SelectionKey.OP_READ;
    }

    /** The operation that being writable means now. */
    default int writeOperation() {
        return SelectionKey.OP_WRITE;
    }
}
