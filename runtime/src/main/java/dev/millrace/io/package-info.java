/**
 * Sockets, files, processes, signals as things that a task uses without blocking: call, and if it would block, be woken.
 *
 * <pre>
 *   task ──tryRead──► StreamSocket, UdpSocket, ... ──► handle (reactor) ──► system
 *    ▲  └──pollReadable──►  │
 *    └────── wake ◄── Readiness ◄── Registration
 *
 *   task ──await──► AsyncFile, Dns, Subprocess ──► blocking pool ──► system
 *
 *   task ──add──► SendBatch of the context ──one flush at the end of the turn──► system
 *                                          └──► SendListener: sent, or failed
 * </pre>
 *
 * <b>Cast.</b> Datagrams: {@link dev.millrace.io.UdpSocket}; {@link dev.millrace.io.UnixDatagramSocket};
 * {@link dev.millrace.io.SendBatch}, those of a turn sent together, with its {@link dev.millrace.io.SendListener};
 * {@link dev.millrace.io.Interfaces}, network interfaces by name. Streams: {@link dev.millrace.io.StreamSocket}, TCP or Unix
 * domain; {@link dev.millrace.io.StreamListener}; {@link dev.millrace.io.Descriptor}, any file descriptor;
 * {@link dev.millrace.io.ByteSource} and {@link dev.millrace.io.ByteSink}, what they have in common with pipes;
 * {@link dev.millrace.io.StandardStreams}. Files: {@link dev.millrace.io.AsyncFile}, an open one;
 * {@link dev.millrace.io.AsyncFiles}, by path, with {@link dev.millrace.io.FileInfo} and
 * {@link dev.millrace.io.CopyProgress}; {@link dev.millrace.io.OrderedWriter}, written behind the task's back. And
 * {@link dev.millrace.io.Dns}; {@link dev.millrace.io.Subprocess} with {@link dev.millrace.io.ProgramNotFoundException};
 * {@link dev.millrace.io.Signals} with {@link dev.millrace.io.SignalStream}.
 *
 * <p><b>Threading law.</b> A socket belongs to the context that first waits for it, a batch to its context. Without a
 * context, both belong to one ordinary thread, which then cannot wait for readiness. Of each kind of operation a handle has
 * one outstanding, a future that is used again for the next.
 *
 * <p><b>Closing.</b> Closing a handle with an operation pending completes it once, with a
 * {@link java.nio.channels.ClosedChannelException}; so does the end of its context.
 *
 * <p><b>Not here.</b> How a socket is opened on this system ({@code dev.millrace.reactor}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.io.StreamSocket}.
 */
@NullMarked
package dev.millrace.io;

import org.jspecify.annotations.NullMarked;
