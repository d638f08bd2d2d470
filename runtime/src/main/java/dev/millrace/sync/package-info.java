/**
 * What tasks wait for each other with: channels, locks, signals.
 *
 * <pre>
 *   Sender.send ─► [ queue ] ─► Receiver.next            one of the receivers gets each item
 *      │ full: waits    ▲ │ empty: waits │
 *      └─────── woken ──┘ └─── woken ────┘
 *
 *   Oneshot: one value     Watch: the latest value     Broadcast: each item to everybody
 *   Semaphore, Mutex: permits in order     Notify: "look again"     Barrier: all or nobody
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.sync.Channels}: makes channels. {@link dev.millrace.sync.Channel}: a queue of items, with
 * room, without, or without end. {@link dev.millrace.sync.Sender}, {@link dev.millrace.sync.Receiver}: the handles on its
 * sides. {@link dev.millrace.sync.SendResult}: what came of a send that does not wait. {@link dev.millrace.sync.Select}:
 * the first of several operations. {@link dev.millrace.sync.Oneshot}: the two ends of a channel for one value,
 * {@link dev.millrace.sync.OneshotSender} and {@link dev.millrace.sync.OneshotReceiver}.
 * {@link dev.millrace.sync.Watch}, {@link dev.millrace.sync.WatchReceiver}: a value that changes, and who sees it change.
 * {@link dev.millrace.sync.Broadcast}, {@link dev.millrace.sync.BroadcastReceiver}: each item for every subscriber;
 * {@link dev.millrace.sync.Reception}: an item, or how many were missed, or the end.
 * {@link dev.millrace.sync.Semaphore}, {@link dev.millrace.sync.Permit}: permits, and some that are held.
 * {@link dev.millrace.sync.Mutex}, {@link dev.millrace.sync.MutexGuard}: a lock to be held across await, and its being held.
 * {@link dev.millrace.sync.Notify}: tells waiters to look again. {@link dev.millrace.sync.Barrier}: tasks wait for each
 * other. {@link dev.millrace.sync.ClosedException}: the other side is gone.
 * {@link dev.millrace.sync.OperationPendingException}: a handle has one operation at a time.
 *
 * <p><b>Threading law.</b> A primitive may be used from any context and thread. A handle (sender, receiver, subscriber) and
 * a future belong to one task at a time, and a future is cancelled on the thread that polls it. Locks are held for a few
 * steps and nobody is woken under one; a bounded channel takes its lock only when somebody waits. Each future says what a
 * cancel leaves behind; none loses an item, a permit or a signal.
 *
 * <p><b>Words for memory order.</b> {@code volatile} fields and compare-and-set only: who registers and looks again, and
 * who changes something and looks for waiters, need one order of both.
 *
 * <p><b>Not here.</b> Streams and the combinators of futures ({@code dev.millrace.future}); waiting in an ordinary thread
 * ({@code dev.millrace.runtime.BlockOn}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.sync.Channel}, then {@code BufferedCore}.
 */
@NullMarked
package dev.millrace.sync;

import org.jspecify.annotations.NullMarked;
