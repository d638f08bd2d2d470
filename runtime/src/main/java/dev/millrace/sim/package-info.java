/**
 * A made-up environment: time that stands still until it is moved, and a network in memory.
 *
 * <pre>
 *   test ──advance(20 ms)──► SteppedEnvironment ──turn(nowNs)──► each Context, in order of creation
 *                                  │
 *                                  └── MemoryBackend: sockets are queues of datagrams, readiness is a look at them
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.sim.SteppedEnvironment}: the clock, the contexts and the steps.
 * {@link dev.millrace.sim.MemoryBackend}: datagram sockets and reactors without a system.
 *
 * <p><b>Threading law.</b> Everything happens on the thread that steps, in an order that depends on nothing else: two runs
 * of one program are equal.
 *
 * <p><b>Not here.</b> The real machine ({@code dev.millrace.runtime.Environment#machine}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.sim.SteppedEnvironment}.
 */
@NullMarked
package dev.millrace.sim;

import org.jspecify.annotations.NullMarked;
