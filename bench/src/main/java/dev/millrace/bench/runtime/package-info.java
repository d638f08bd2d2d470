/**
 * What single operations of the runtime cost, beside Netty, the JDK's virtual threads and its queues.
 *
 * <pre>
 *   bench runtime ──► Suite ──each case, each round──► a JVM: JmhHost ──► a JVM: PollTaskBenchmark, AwaitBenchmark, ...
 *                       ▲                         └──► a JVM: Parked                │
 *                       │                                   │                       │
 *     table, JSON ◄── Costs ◄──medians── Cost ◄─────────────┴──ns, bytes per op─────┘
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.bench.runtime.Suite}: runs cases in rounds. {@link dev.millrace.bench.runtime.BenchCase}:
 * one candidate of one benchmark; the list of all. {@link dev.millrace.bench.runtime.Cost},
 * {@link dev.millrace.bench.runtime.Costs}: what came out.
 *
 * <p>Measured by JMH, a method per candidate, an inner class for what it needs:
 * {@link dev.millrace.bench.runtime.PollTaskBenchmark}: wake and run. {@link dev.millrace.bench.runtime.AwaitBenchmark}:
 * suspend and resume. {@link dev.millrace.bench.runtime.SpawnBenchmark}: start and end.
 * {@link dev.millrace.bench.runtime.TimerBenchmark}: arm and disarm.
 * {@link dev.millrace.bench.runtime.WakeSleepingBenchmark}: to a loop that sleeps, and back.
 * {@link dev.millrace.bench.runtime.QueueHopBenchmark}: from thread to thread.
 *
 * <p>Main classes of the JVMs: {@link dev.millrace.bench.runtime.JmhHost}: has JMH measure one case.
 * {@link dev.millrace.bench.runtime.Parked}: the memory of suspended bodies.
 *
 * <p><b>Threading law.</b> One thing is measured at a time. Benchmarks of a loop give it many operations at once and wait
 * parked, so that everything that counts happens on the loop's own thread; their fields say which thread has them.
 *
 * <p><b>What the figures mean.</b> Time is JMH's average over the measured iterations, the median over the JVMs. Bytes are
 * what all threads of the JVM allocated, per operation; of {@code parked} what the heap holds.
 *
 * <p><b>Not here.</b> Streams, packets and CPU ({@code dev.millrace.bench}). The code around each benchmark method, in
 * {@code jmh_generated}: JMH's annotation processor writes it.
 *
 * <p><b>Read first.</b> {@link dev.millrace.bench.runtime.PollTaskBenchmark}.
 */
@NullMarked
package dev.millrace.bench.runtime;

import org.jspecify.annotations.NullMarked;
