/**
 * Made-up environments: virtual time and a network in memory.
 *
 * <pre>
 *   Simulation.run(seed, body)
 *        └── Scheduler: one thread; chance picks the next actor, time jumps when none is ready
 *              ├── LoopActor    a context: SimulatedHost.step ──► Loop.step
 *              ├── ThreadActor  a thread that may block: a virtual one
 *              └── CallActor    a computation
 *        └── SimulatedNetwork ── Link from host to host ── sockets of each SimulatedHost
 *
 *   test ──advance(20 ms)──► SteppedEnvironment ──turn(nowNs)──► each Context, in order of creation
 *                                  └── MemoryBackend: what is sent is there at once
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.sim.Simulation}: a world decided by a seed. {@link dev.millrace.sim.SimulatedHost}: a machine in
 * it. {@link dev.millrace.sim.SimulatedNetwork}, {@link dev.millrace.sim.Conditions}, {@link dev.millrace.sim.NetworkStats}: what is
 * between them. {@link dev.millrace.sim.SimulationFailure}, {@link dev.millrace.sim.SimulationDeadlockException}, {@link
 * dev.millrace.sim.UnsupportedInSimulationException}: how it fails. {@link dev.millrace.sim.SteppedEnvironment}, {@link
 * dev.millrace.sim.MemoryBackend}: the simple one, for one element or one task, moved by hand.
 *
 * <p>Behind them: {@code MemoryDatagramHandle}, {@code MemoryStreamHandle} and {@code MemoryListenerHandle} are sockets of both;
 * {@code Ports} and {@code StreamSockets} say who is bound where; {@code MonitorWait} waits for the machine; {@code ReceiveBuffer} counts as Linux does; {@code Replay} is the
 * command that runs a seed again.
 *
 * <p><b>Threading law.</b> Everything happens on the thread that runs or steps, and on virtual threads that it carries, in an order
 * that depends on nothing but the seed.
 *
 * <p><b>Not here.</b> The real machine ({@code dev.millrace.runtime.Environment#machine}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.sim.Simulation}, then {@code Scheduler}.
 */
@NullMarked
package dev.millrace.sim;

import org.jspecify.annotations.NullMarked;
