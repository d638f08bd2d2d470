/**
 * Contexts: one thread each, with its own run queue, timers and reactor, shared by any number of tasks.
 *
 * <pre>
 *   any thread ──spawn, wake, execute──► inbox ─┐
 *                                               ▼
 *   Context (one thread), once per slice:  timers ─► I/O ─► async bodies ─► tasks ─► turn listeners ─► park
 *                                                              ▲    └ await    │ └──── until idle ──┘
 *                                                              └──── wake ◄────┘
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.runtime.Environment}: the world of a program: clock, backend, threads, contexts by name.
 * {@link dev.millrace.runtime.Context}: an executor of one thread that turns at most once per {@code wait}.
 * {@link dev.millrace.runtime.Lanes}: several contexts under one name.
 * {@link dev.millrace.runtime.Task}: what a context runs; its own waker. {@link dev.millrace.runtime.JoinHandle}: the
 * outcome of a spawned future. {@link dev.millrace.runtime.BlockOn}: an ordinary thread waits for a future.
 * {@link dev.millrace.runtime.Async}: futures in direct style, {@code async} and {@code await};
 * {@link dev.millrace.runtime.Pinned}: where a body cannot be suspended.
 * {@link dev.millrace.runtime.Generator}: a body that stands still between the values that it gives through its
 * {@link dev.millrace.runtime.Yielder}. {@link dev.millrace.runtime.Offload}: work for other threads, whose pool may be
 * {@linkplain dev.millrace.runtime.PoolExhaustedException exhausted}; {@link dev.millrace.runtime.ThreadScope}: threads that are
 * joined at the end of a block.
 * {@link dev.millrace.runtime.Worker}: takes items and handles them as its {@link dev.millrace.runtime.Work} says, through
 * {@link dev.millrace.runtime.WorkerState}s by {@link dev.millrace.runtime.WorkerTrigger}s; each comes to a
 * {@link dev.millrace.runtime.Transition} or a {@link dev.millrace.runtime.TransitionException}.
 * {@link dev.millrace.runtime.Priority}: which runnable tasks go first.
 * {@link dev.millrace.runtime.ContextStats}: what a context has done so far, with
 * {@link dev.millrace.runtime.Durations} of its turns. {@link dev.millrace.runtime.StallDetector}: notices a
 * {@link dev.millrace.runtime.Stall}, a task that keeps its context from all others.
 * {@link dev.millrace.runtime.TurnListener}: something to do once at the end of each turn.
 *
 * <p><b>Threading law.</b> A task runs on the thread of its context and nowhere else. Wakes, spawns and {@code execute}
 * may come from any thread; the rest of a context belongs to its own.
 *
 * <p><b>Words for memory order.</b> {@code volatile} fields and compare-and-set only; opaque writes for statistics.
 *
 * <p><b>Not here.</b> Which socket is ready ({@code dev.millrace.reactor}), sockets ({@code dev.millrace.io}).
 *
 * <p><b>Read first.</b> {@code Loop}, {@code Rounds}, {@link dev.millrace.runtime.Task}; for bodies {@code AsyncFuture}, then
 * {@code Dispatcher}.
 */
@NullMarked
package dev.millrace.runtime;

import org.jspecify.annotations.NullMarked;
