/**
 * The {@code bench} commands: what Millrace costs, against itself, against peers, and against the floor of the machine.
 *
 * <pre>
 *   UdpBench, TranscodeBench ──candidates──► Runner ──each run──► Subject process  ◄──packets── Peer process
 *                                              │                    measured from outside (/proc, perf)
 *                                              └──rows, medians──► table, JSON
 *   Subject: MillraceSubject (this program once more) · GstSubject (gst-launch-1.0) · FloorSubject (receiver.c, transcoder.c)
 *   RuntimeBench ──► dev.millrace.bench.runtime      IoBench ──► dev.millrace.bench.io
 *   StandaloneBench ──► dev.millrace.bench.standalone
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.bench.BenchCommands}: brings the commands to {@code millrace}. Everything else is of this
 * package alone.
 *
 * <p><b>Threading law.</b> One thread runs the candidates, one after the other, or all of a round at the same time; subjects
 * and senders are processes of their own.
 *
 * <p><b>What CPU means.</b> User and system time of the whole subject process over the window after the warm-up, per packet
 * delivered in that window. Candidates are interleaved, so that a disturbance of the machine hits all alike; the table shows
 * medians over the rounds.
 *
 * <p><b>Not here.</b> Sender, checker and meters ({@code dev.millrace.load}); single operations of the runtime
 * ({@code dev.millrace.bench.runtime}); connections ({@code dev.millrace.bench.io}); streams without sockets ({@code dev.millrace.bench.standalone}).
 *
 * <p><b>Read first.</b> {@code Runner}.
 */
@NullMarked
package dev.millrace.bench;

import org.jspecify.annotations.NullMarked;
