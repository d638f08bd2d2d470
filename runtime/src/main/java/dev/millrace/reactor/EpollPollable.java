package dev.millrace.reactor;

import dev.millrace.linux.Errno;

/** A handle with a file descriptor; what an {@link EpollReactor} serves. */
interface EpollPollable extends Pollable {
    int fd();

    /** It has been registered: calls may leave their errors in {@code errno}, which belongs to the reactor's thread. */
    default void registered(Errno errno) {}

    /** It is registered no more. */
    default void unregistered() {}
}
