/**
 * The signals of GObject as futures and streams.
 *
 * <pre>
 *   GlibSignals.signalStream(object, "changed") ──first poll──► connected
 *       emission, on any thread ──► arguments copied ──► answer of the mapper, if one is wanted back
 *                                        └──on the thread of the main context──► item, task woken
 *                                               ──drop──► disconnected
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.glib.signal.GlibSignals}: all of it; {@link dev.millrace.glib.signal.Signal}: one emission.
 *
 * <p><b>Threading law.</b> Awaited in a task of a {@code GlibExecutor}, and on its thread. A mapper that answers runs on the thread
 * that emits, in the middle of the emission: it cannot wait.
 *
 * <p><b>Not here.</b> Emitting; the bindings do that.
 *
 * <p><b>Read first.</b> {@link dev.millrace.glib.signal.GlibSignals}.
 */
@NullMarked
package dev.millrace.glib.signal;

import org.jspecify.annotations.NullMarked;
