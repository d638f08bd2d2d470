/**
 * Codecs: samples in, samples out, on memory that somebody else owns.
 *
 * <pre>{@code
 *              G.711 payload                        S16LE samples
 *   jitter --> [ 160 bytes ] --> mulawToLinear --> [ 320 bytes ] --> mixer, resampler, file
 *   buffer                       alawToLinear
 *
 *   payloader <- [ 160 bytes ] <-- linearToMulaw <-- [ 320 bytes ] <-- tone, mixer, file
 *                                  linearToAlaw
 * }</pre>
 *
 * <p>The cast:
 * <ul>
 *   <li>{@link dev.millrace.codec.G711}: ITU-T G.711, the &micro;-law and A-law of telephony, by table.
 *   <li>{@link dev.millrace.codec.SampleFormat}: linear samples of all kinds, one by one.
 *   <li>{@link dev.millrace.codec.Resampler}: changes the rate of one channel, by the taps of a {@link
 *       dev.millrace.codec.FilterTable} for all channels, which is made by {@link dev.millrace.codec.FilterSettings} with a
 *       {@link dev.millrace.codec.ResampleMethod}.
 *   <li>{@link dev.millrace.codec.MixMatrix}: input channels into output channels.
 *   <li>{@link dev.millrace.codec.Quantizer}: samples into fewer bits, with dither and noise shaping.
 *   <li>{@link dev.millrace.codec.Wave}: test signals.
 *   <li>{@link dev.millrace.codec.Tone}, {@link dev.millrace.codec.ToneGenerator}: tones of telephony, by libspandsp where that is
 *       installed.
 * </ul>
 *
 * <p>The law: every codec works on {@code (MemorySegment, offset, count)} of source and destination, keeps no reference
 * to either and allocates nothing per call. Stateless codecs are static methods that any thread may call; a codec with
 * a state is an object of one stream and belongs to the thread of that stream. Linear samples are 16 bits, signed,
 * little endian, at any alignment.
 *
 * <p>Not here: when to decode and into which buffer (elements), RTP payload formats ({@code dev.millrace.rtp}),
 * negotiation of formats ({@code dev.millrace.caps}). Read {@code G711} first.
 */
@NullMarked
package dev.millrace.codec;

import org.jspecify.annotations.NullMarked;
