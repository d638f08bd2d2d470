/**
 * Where streams part, meet, change their thread, wait for their time, and come from or go to an application.
 *
 * <pre>
 *   a thread                                    another thread
 *   ... ──► QueueElement ─► DataQueue ─wake─► QueueTask ──► ...           one pipeline
 *   ... ──► ProxySink ───► DataQueue ─wake─► QueueTask of ProxySrc ──► ...     two pipelines
 *   ... ──► InterSink ──┬► DataQueue ─wake─► QueueTask of InterSrc ──► ...     any number
 *   application ──► AppSrc ─► DataQueue ─wake─► QueueTask ──► ... ──► AppSink ─► SampleQueue ──► application
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.element.queue.QueueElement}: ts-queue, queue. {@link
 * dev.millrace.element.queue.BlockingAdapter}: ts-blocking-adapter. {@link dev.millrace.element.queue.ProxySink}, {@link
 * dev.millrace.element.queue.ProxySrc}: ts-proxysink, ts-proxysrc, proxysink, proxysrc. {@link
 * dev.millrace.element.queue.InterSink}, {@link dev.millrace.element.queue.InterSrc}: ts-intersink, ts-intersrc. {@link
 * dev.millrace.element.queue.AppSrc}, {@link dev.millrace.element.queue.AppSink}:
 * ts-appsrc, appsrc, appsink. {@link dev.millrace.element.queue.InputSelector}: ts-input-selector. {@link
 * dev.millrace.element.queue.Tee}: tee. {@link dev.millrace.element.queue.ClockSync}: ts-clocksync, clocksync. {@link
 * dev.millrace.element.queue.Leaky}: what a full queue does. Inside: {@code DataQueue} (levels and waiting), {@code ItemRing}
 * (the line itself), {@code QueueTask} (the half that pushes),
 * {@code AppSrcInput} (the half that takes from an application), {@code SampleQueue} (what an application pulls).
 *
 * <p><b>Threading law.</b> One stream adds to a queue, one task takes. What is refused waits with the stream that brought it.
 * An element without a task works on the thread of the stream that pushes.
 *
 * <p><b>Not here.</b> The jitter buffer ({@code dev.millrace.element.rtp}), which holds back by time and not by amount.
 *
 * <p><b>Read first.</b> {@code DataQueue}, then {@link dev.millrace.element.queue.QueueElement}.
 */
@NullMarked
package dev.millrace.element.queue;

import org.jspecify.annotations.NullMarked;
