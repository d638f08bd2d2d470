/**
 * Streams that need nothing from outside: what a timer, a queue and the contexts below them cost, and how even they are.
 *
 * <pre>
 *   TimerSrc ──► ts-queue(max-size-buffers=1) ──► TimedSink      as many times as there are streams, in one pipeline
 *      │              │                              │
 *      └── context "standalone i", i in turn ────────┴── the first sink measures: Spread of intervals, Spread of lateness
 *
 *   StandaloneLoad ──start, warm up, measure, stop──► StandaloneFigures ──► table, JSON
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.bench.standalone.StandaloneLoad}: builds the pipeline and runs it.
 * {@link dev.millrace.bench.standalone.StandaloneFigures}: what came of it.
 * {@link dev.millrace.bench.standalone.Spread}: mean, deviation and ends of what was measured.
 *
 * <p><b>Threading law.</b> Elements stream on their context; the sink is asked for its figures there. One thread, outside of all
 * contexts, runs the load.
 *
 * <p><b>Not here.</b> Streams from sockets and the processes that send them ({@code dev.millrace.bench}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.bench.standalone.StandaloneLoad}.
 */
@NullMarked
package dev.millrace.bench.standalone;

import org.jspecify.annotations.NullMarked;
