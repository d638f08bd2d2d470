/**
 * Where streams part, meet, and change their thread.
 *
 * <pre>
 *   ... ──► Tee ──► branch, branch, ...      each buffer, shared
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.element.queue.Tee}: tee.
 *
 * <p><b>Threading law.</b> An element without a task works on the thread of the stream that pushes.
 *
 * <p><b>Not here.</b> The jitter buffer ({@code dev.millrace.element.rtp}), which holds back by time and not by amount.
 *
 * <p><b>Read first.</b> {@link dev.millrace.element.queue.Tee}.
 */
@NullMarked
package dev.millrace.element.queue;

import org.jspecify.annotations.NullMarked;
