/**
 * The system calls of Linux that Millrace makes, through the foreign function interface and nothing else.
 *
 * <pre>
 *   reactor (epoll, eventfd) ─┐
 *                             ├─► Libc ──► libc of this process
 *   io (sockets)            ──┘      └─ errno of the last failing call, per caller
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.linux.Libc}: one static method per call; {@link
 * dev.millrace.linux.StreamCalls}: those of connections. {@link dev.millrace.linux.SocketOptions}: the numbers and structures
 * of socket options. {@link dev.millrace.linux.UnixSocketAddress}: {@code sockaddr_un} as bytes.
 * {@link dev.millrace.linux.Errno}: where a call leaves its error, and the error's name.
 * {@link dev.millrace.linux.SocketAddress}: {@code sockaddr_in} and {@code sockaddr_in6} as bytes.
 * {@link dev.millrace.linux.EpollEvents}: an array of {@code epoll_event}. {@link dev.millrace.linux.MessageVector}: an
 * array of {@code mmsghdr}. {@link dev.millrace.linux.PieceVector}: one {@code msghdr} of several pieces. {@link
 * dev.millrace.linux.StampedMessage}: one {@code msghdr} with the time of its arrival. {@link
 * dev.millrace.linux.ThisThread}: the calling thread's number and processors.
 *
 * <p><b>Threading law.</b> The calls are free of state. An {@code Errno} and the arrays belong to one thread.
 *
 * <p><b>Law of critical calls.</b> A call is linked as {@code critical}, which spares the transition out of Java and holds
 * up a safepoint, only if it is a single system call that cannot block: the name says {@code NoWait}.
 *
 * <p><b>Not here.</b> When to call ({@code dev.millrace.reactor}); what users see ({@code dev.millrace.io}). The package is
 * not exported. Loading {@code Libc} fails where the JVM forbids native access; the reactor's probe catches that.
 *
 * <p><b>Read first.</b> {@link dev.millrace.linux.Libc}.
 */
@NullMarked
package dev.millrace.linux;

import org.jspecify.annotations.NullMarked;
