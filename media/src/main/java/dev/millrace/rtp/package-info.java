/**
 * RTP as bytes and arithmetic: a packet and the time go in, a result and the next deadline come out.
 *
 * <pre>{@code
 *  datagram     RtpPacket.validate      not VALID: counted by reason
 *  --------> ---------------------------------------------------------------> JitterBufferStats
 *                    | VALID                                                          ^
 *                    v                                                                |
 *            sequenceNumber, timestamp   JitterBuffer.insert  refused: the caller's --+
 *            payloadOffset, ...         -------------------->                         |
 *                                                  |  pop(nowNs), in order, when due -+
 *                                                  v
 *            RtpPacket.writeHeader  <-- payloader, decoder <--
 * }</pre>
 *
 * <p>The cast:
 * <ul>
 *   <li>{@link dev.millrace.rtp.RtpPacket}: the fields of a packet, where it lies in memory (RFC 3550).
 *   <li>{@link dev.millrace.rtp.HeaderExtension}: the elements of its header extension (RFC 8285).
 *   <li>{@link dev.millrace.rtp.Validity}: why bytes are not an RTP packet.
 *   <li>{@link dev.millrace.rtp.SequenceNumbers}: arithmetic modulo 65536.
 *   <li>{@link dev.millrace.rtp.RtpPayload}, {@link dev.millrace.rtp.RtpPayloads}: the static payload types (RFC 3551).
 *   <li>{@link dev.millrace.rtp.JitterBuffer}: order and even pace for one stream.
 *   <li>{@link dev.millrace.rtp.JitterBufferSettings}: how it works; {@link dev.millrace.rtp.Insertion}: what became of
 *       a packet; {@link dev.millrace.rtp.JitterBufferStats}: what became of all of them.
 *   <li>{@link dev.millrace.rtp.TelephoneEvent}: keys of a telephone as payload (RFC 4733); {@link
 *       dev.millrace.rtp.TelephoneEventSender}: which packet of them goes out when.
 * </ul>
 *
 * <p>The law: no I/O, no clock, no threads, no media types. Static methods are stateless; an object belongs to one
 * stream and to the thread of that stream. Per packet nothing is allocated, thrown or logged. Unsigned 32-bit fields
 * travel in {@code int}, sequence numbers as 0 to 65535, times in nanoseconds of the caller's clock.
 *
 * <p>Not here: sockets and elements, decoding ({@code dev.millrace.codec}). Read {@code RtpPacket} first, then the
 * overview of {@code JitterBuffer}.
 */
@NullMarked
package dev.millrace.rtp;

import org.jspecify.annotations.NullMarked;
