/**
 * Futures that are polled, the wakers that ask for the next poll, streams of items, and the executors that carry all of it.
 *
 * <pre>
 *   executor ──poll(waker)──► Future ──not ready: keeps the waker──► whoever will know (reactor, timer, other task)
 *      ▲                        │                                              │
 *      └── run again ◄──────────┼──────────────── waker.wake() ◄───────────────┘
 *                               └── ready: result() gives the value or throws the failure
 *
 *   reader ──next()──► Stream ──next()──► Stream it is made of ...      asks for one item, when it wants one
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.future.Future}: a value that may not be there yet; inert until polled; its
 * combinators. {@link dev.millrace.future.Futures}: futures to start from, and several in one task.
 * {@link dev.millrace.future.Stream}: items, each when asked for; its combinators.
 * {@link dev.millrace.future.Streams}: streams to start from. {@link dev.millrace.future.Waker}: asks for one more poll,
 * from any thread. {@link dev.millrace.future.Completer}: a future completed once, from any thread.
 * {@link dev.millrace.future.Pair}, {@link dev.millrace.future.Triple}: values that came together.
 * {@link dev.millrace.future.Tick}: one of an interval. {@link dev.millrace.future.FutureFinishedException}: a future was
 * used after its end. {@link dev.millrace.future.TimedOutException}: a future was late.
 *
 * <p>{@link dev.millrace.future.Executor}: the seam that carries work and time.
 * {@link dev.millrace.future.ExecutorThread}: a thread that knows its executor. {@link dev.millrace.future.Entered}:
 * lends a thread to an executor for a while. {@link dev.millrace.future.FrameExecutor}: polls everything once per frame.
 *
 * <p>Behind them: {@code SingleUse} and {@code Pull} hold the states of a future and of a stream, {@code Chain} is one
 * future after another, {@code Group} several at once, {@code Window} several of a stream; {@code WokenSet} knows which of
 * many to poll. One class per combinator is made of these.
 *
 * <p><b>Threading law.</b> A future is polled by one task at a time, a stream read by one. {@code wake} may come from any
 * thread and any number of times; it counts once until the next poll.
 *
 * <p><b>Not here.</b> The contexts that run tasks, and blocking a thread on a future ({@code dev.millrace.runtime}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.future.Future}, then {@link dev.millrace.future.Stream}.
 */
@NullMarked
package dev.millrace.future;

import org.jspecify.annotations.NullMarked;
