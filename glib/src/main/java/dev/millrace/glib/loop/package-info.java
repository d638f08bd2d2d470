/**
 * The main context of GLib as an executor of futures.
 *
 * <pre>
 *   any thread ──spawn, wake, execute──► Lane (one per priority): queue ──ready time 0──► GSource ─┐
 *                                                                                                 ▼
 *   GMainContext (whoever iterates it):  ready sources of the best priority ─► drain up to 256 ─► poll tasks, async bodies
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.glib.loop.GlibExecutor}: an executor over one main context.
 * {@link dev.millrace.glib.loop.GlibJoinHandle}: the outcome of what was spawned there.
 * {@link dev.millrace.glib.loop.GlibLoop}: runs a context until it is told to quit.
 * {@link dev.millrace.glib.loop.GlibPriority}: the priorities of GLib.
 * {@link dev.millrace.glib.loop.LoopFuture}, {@link dev.millrace.glib.loop.LoopStream}: what futures and streams of the rooms
 * above are made of. Behind them: {@code Lane} is a priority's queue and
 * source, {@code Inbox} what other threads leave there, {@code LaneTimers} its timers, {@code Item} what is queued, {@code GlibTask} a spawned future,
 * {@code TaskHost} what that knows of its lane.
 *
 * <p><b>Threading law.</b> Wakes, spawns and {@code execute} from any thread; all else on the thread that iterates the context,
 * which GLib calls its owner. Bodies run on that very thread, so JVMs need {@code --add-opens java.base/java.lang}.
 *
 * <p><b>Words for memory order.</b> {@code volatile} fields and compare-and-set only.
 *
 * <p><b>Not here.</b> Sources as futures ({@code dev.millrace.glib.source}), GIO ({@code dev.millrace.glib.gio}).
 *
 * <p><b>Read first.</b> {@code Lane}.
 */
@NullMarked
package dev.millrace.glib.loop;

import org.jspecify.annotations.NullMarked;
