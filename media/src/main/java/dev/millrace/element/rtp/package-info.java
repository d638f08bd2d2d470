/**
 * Elements that take RTP apart, put it together, and even out its arrival.
 *
 * <pre>
 *   application/x-rtp ──► JitterBufferElement ──► PcmDepay ──► audio/x-mulaw ... ──► PcmPay ──► application/x-rtp
 *                         holds, in order          header becomes headroom           headroom becomes header
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.element.rtp.RtpDepay}, {@link dev.millrace.element.rtp.RtpPay}: what all payload formats
 * have in common; {@link dev.millrace.element.rtp.RtpSamplePay}: those of samples. {@link
 * dev.millrace.element.rtp.RtpHeaderExtension}: what else is in a packet; {@link
 * dev.millrace.element.rtp.ClientAudioLevel}: such a one. {@link dev.millrace.element.rtp.RtpSource}: whom it comes from. {@code
 * PayAgreement}: what downstream has a say in. {@link dev.millrace.element.rtp.PcmDepay}, {@link dev.millrace.element.rtp.PcmPay}: rtppcmudepay,
 * rtppcmadepay, rtppcmupay, rtppcmapay. {@link dev.millrace.element.rtp.JitterBufferElement}: ts-jitterbuffer. {@link
 * dev.millrace.element.rtp.RtpDtmfSrc}: ts-rtpdtmfsrc, rtpdtmfsrc, the keys of a telephone.
 *
 * <p><b>Threading law.</b> Everything runs on the thread of the stream. Counters are read from any thread, a little late.
 *
 * <p><b>Not here.</b> The format of packets and the order of the jitter buffer ({@code dev.millrace.rtp}), sockets ({@code
 * dev.millrace.element.udp}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.element.rtp.RtpDepay}, then {@link dev.millrace.element.rtp.RtpPay}.
 */
@NullMarked
package dev.millrace.element.rtp;

import org.jspecify.annotations.NullMarked;
