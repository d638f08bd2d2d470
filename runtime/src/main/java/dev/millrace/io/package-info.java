/**
 * Sockets as things that a task uses without blocking: call, and if it would block, be woken.
 *
 * <pre>
 *   task ──tryReceive──► UdpSocket ──► DatagramHandle (reactor) ──► system
 *    ▲  └──pollReadable──►  │
 *    └────── wake ◄── Registration
 *
 *   task ──add──► SendBatch of the context ──one flush at the end of the turn──► system
 *                                          └──► SendListener: sent, or failed
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.io.UdpSocket}: a bound UDP socket. {@link dev.millrace.io.SendBatch}: datagrams
 * collected during a turn and sent together. {@link dev.millrace.io.SendListener}: who is told what became of one.
 *
 * <p><b>Threading law.</b> A socket belongs to the context that first waits for it, a batch to its context. Without a
 * context, both belong to one ordinary thread, which then cannot wait for readiness.
 *
 * <p><b>Not here.</b> How a socket is opened on this system ({@code dev.millrace.reactor}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.io.UdpSocket}.
 */
@NullMarked
package dev.millrace.io;

import org.jspecify.annotations.NullMarked;
