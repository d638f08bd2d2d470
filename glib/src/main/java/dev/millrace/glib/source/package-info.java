/**
 * The sources of GLib's main loop as futures and streams: time, idleness, signals of the system, child processes, descriptors.
 *
 * <pre>
 *   GlibSources.timeout(...) ──first poll──► GSource of the main context ──callback──► ready, task woken
 *                            ──drop────────► destroyed
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.glib.source.GlibSources}: all of them; {@link dev.millrace.glib.source.ChildExit}: how a child
 * process has ended; {@link dev.millrace.glib.source.FdCondition}: what a descriptor can be. Behind them: {@code SourceFuture} and
 * {@code SourceStream} own a source, {@code TimerFuture} and {@code TimerStream} a timer of the executor.
 *
 * <p><b>Threading law.</b> Awaited in a task of a {@code GlibExecutor}, and on its thread.
 *
 * <p><b>Not here.</b> Time for any executor: {@code Futures.sleep}, {@code Streams.interval}, {@code Future.timeout} work on a main
 * context as they do anywhere.
 *
 * <p><b>Read first.</b> {@link dev.millrace.glib.source.GlibSources}.
 */
@NullMarked
package dev.millrace.glib.source;

import org.jspecify.annotations.NullMarked;
