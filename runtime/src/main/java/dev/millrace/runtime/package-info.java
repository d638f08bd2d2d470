/**
 * Contexts: one thread each, with its own run queue, timers and reactor, shared by any number of tasks.
 *
 * <pre>
 *   any thread ──spawn, wake, execute──► inbox ─┐
 *                                               ▼
 *   Context (one thread), once per slice:  timers ─► I/O ─► run queue until idle ─► turn listeners ─► park
 *                                               ▲                 │
 *                                               └──── wake ◄──────┘
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.runtime.Environment}: the world of a program: clock, backend, threads, contexts by name.
 * {@link dev.millrace.runtime.Context}: an executor of one thread that turns at most once per {@code wait}.
 * {@link dev.millrace.runtime.Task}: what a context runs; its own waker. {@link dev.millrace.runtime.JoinHandle}: the
 * outcome of a spawned future. {@link dev.millrace.runtime.BlockOn}: an ordinary thread waits for a future.
 * {@link dev.millrace.runtime.ContextStats}: what a context has done so far.
 * {@link dev.millrace.runtime.TurnListener}: something to do once at the end of each turn.
 *
 * <p><b>Threading law.</b> A task runs on the thread of its context and nowhere else. Wakes, spawns and {@code execute}
 * may come from any thread; the rest of a context belongs to its own.
 *
 * <p><b>Words for memory order.</b> {@code volatile} fields and compare-and-set only; opaque writes for statistics.
 *
 * <p><b>Not here.</b> Which socket is ready ({@code dev.millrace.reactor}), sockets ({@code dev.millrace.io}).
 *
 * <p><b>Read first.</b> {@code Loop}, then {@link dev.millrace.runtime.Task}.
 */
@NullMarked
package dev.millrace.runtime;

import org.jspecify.annotations.NullMarked;
