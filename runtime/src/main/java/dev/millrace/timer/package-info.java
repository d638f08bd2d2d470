/**
 * Deadlines of one thread, cheap enough to arm one per packet.
 *
 * <pre>
 *   Executor.schedule(deadline, timer) ──► TimerWheel ──expire(nowNs)──► Timer.fire(nowNs)
 *                                            ▲                              │
 *                                            └────────── arm again ◄────────┘
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.timer.Timer}: a deadline that its owner embeds or extends; it is its own list node.
 * {@link dev.millrace.timer.TimerWheel}: a hierarchical wheel of armed timers.
 *
 * <p><b>Threading law.</b> A wheel and all timers in it belong to one thread. Nothing here locks, allocates after
 * construction, or reads a clock: the owner passes {@code nowNs}.
 *
 * <p><b>Not here.</b> Who turns the wheel ({@code dev.millrace.runtime}); sleeping as a future
 * ({@code dev.millrace.future.Futures#sleep}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.timer.TimerWheel}.
 */
@NullMarked
package dev.millrace.timer;

import org.jspecify.annotations.NullMarked;
