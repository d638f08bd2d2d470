/**
 * Futures that are polled, the wakers that ask for the next poll, and the executors that carry both.
 *
 * <pre>
 *   executor ──poll(waker)──► Future ──not ready: keeps the waker──► whoever will know (reactor, timer, other task)
 *      ▲                        │                                              │
 *      └── run again ◄──────────┼──────────────── waker.wake() ◄───────────────┘
 *                               └── ready: result() gives the value or throws the failure
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.future.Future}: a value that may not be there yet; inert until polled.
 * {@link dev.millrace.future.Waker}: asks for one more poll, from any thread.
 * {@link dev.millrace.future.Executor}: the seam that carries work and time. {@link dev.millrace.future.ExecutorThread}:
 * a thread that knows its executor. {@link dev.millrace.future.Entered}: lends a thread to an executor for a while. {@link dev.millrace.future.Futures}: the basic futures.
 * {@link dev.millrace.future.Completer}: a future completed once, from any thread.
 *
 * <p><b>Threading law.</b> A future is polled by one task at a time. {@code wake} may come from any thread and any number
 * of times; it counts once until the next poll.
 *
 * <p><b>Not here.</b> The contexts that run tasks, and blocking a thread on a future ({@code dev.millrace.runtime}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.future.Future}.
 */
@NullMarked
package dev.millrace.future;

import org.jspecify.annotations.NullMarked;
