/**
 * What futures on the main context of GLib cost, beside the callbacks that they replace, in the same process and run.
 *
 * <pre>
 *   bench glib ──► GlibSuite ──► HopCase: a task woken again and again | an idle source for each time, by FFM
 *                      │   ├───► ReadCase: a file in chunks, by callbacks | by a stream of futures | by a body that awaits
 *                      │   ├───► ManyCase: timeouts and files at the same time
 *                      │   └───► SpawnCase: tasks that come and go, and what the process keeps of them
 *     table, JSON ◄── GlibFigures ◄── GlibFigure
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.bench.glib.GlibSuite}: runs them. {@link dev.millrace.bench.glib.GlibFigure},
 * {@link dev.millrace.bench.glib.GlibFigures}: what came out.
 *
 * <p><b>Threading law.</b> The calling thread iterates the main context.
 *
 * <p><b>Not here.</b> The same for a context of the runtime ({@code dev.millrace.bench.runtime}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.bench.glib.GlibSuite}.
 */
@NullMarked
package dev.millrace.bench.glib;

import org.jspecify.annotations.NullMarked;
