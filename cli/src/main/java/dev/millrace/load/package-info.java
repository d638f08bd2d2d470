/**
 * Makes load and measures: sends the streams, checks what comes out, and reads what the process in between has used.
 *
 * <pre>
 *   RampPattern --> PacedSender ---udp---> (what is measured) ---udp---> CheckingReceiver --> RampChecker per stream
 *                       |                        |                           |
 *                   SendTimes               ProcessMeter                LatencyMeter
 *                       |              PerfCounter, UdpDrops                 |
 *                       +------------------------+---------------------------+
 *                                                v
 *                                 Row (Figure = value) --> Report: json, table
 * </pre>
 *
 * Cast:
 * <ul>
 *   <li>{@link RampPattern}: the payload that proves complete, ordered and exact delivery; {@link Expectation}: its
 *       name on a command line
 *   <li>{@link Demo}: the demonstration; {@link Transcoding}: its job; {@link Fleet}: many pipelines of one kind;
 *       {@link Measurement}: what they and the process have done so far
 *   <li>{@link Peer}: the sending and checking process; {@link PeerProcess}, {@link PeerStatus}: as its parent sees it;
 *       {@link ChildJvm}: starts this program once more
 *   <li>{@link PacedSender}: sends the streams of a {@link SendPlan} in a {@link Pace}; {@link StopSignal}: ends it
 *   <li>{@link RampChecker}: checks one stream; counts lost, reordered, duplicate and wrong packets
 *   <li>{@link CheckingReceiver}, {@link ReceiveStats}: receives and checks all streams on one context; what has
 *       arrived
 *   <li>{@link SendTimes}, {@link LatencyMeter}: when packets were sent; how long they took
 *   <li>{@link ProcessMeter}, {@link ProcessSample}, {@link ThreadSample}, {@link ProcessUsage}: CPU, memory and
 *       context switches of any process
 *   <li>{@link PerfCounter}: its instructions; {@link UdpDrops}: datagrams that the kernel dropped
 *   <li>{@link Figure}, {@link Row}, {@link Report}: what was measured, its medians, as JSON and as a table
 * </ul>
 *
 * Law: the sender is one ordinary thread, the receiver a context; each object is owned by one of them, {@link
 * SendTimes} goes between. Nothing is allocated for a packet. A figure that could not be measured is null, never 0.
 *
 * <p>Not here: options and printing ({@code dev.millrace.cli}), which programs to compare ({@code dev.millrace.bench}).
 *
 * <p>Read first: {@link RampPattern}.
 */
@NullMarked
package dev.millrace.load;

import org.jspecify.annotations.NullMarked;
