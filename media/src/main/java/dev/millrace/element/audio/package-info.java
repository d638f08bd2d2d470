/**
 * Elements that make, convert and measure audio.
 *
 * <pre>
 *   audio/x-mulaw ──► G711Decoder ──► audio/x-raw ──► G711Encoder ──► audio/x-alaw
 *                                         └──► WavEncoder ──► audio/x-wav ──► a file ──► WavParse ──► audio/x-raw
 *   AudioTestSrc, ToneSrc ──► audio/x-raw ──► AudioConvert, AudioResample, Level ──► audio/x-raw
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.element.audio.G711Decoder}: mulawdec, alawdec. {@link
 * dev.millrace.element.audio.G711Encoder}: mulawenc, alawenc. {@link dev.millrace.element.audio.WavEncoder}, {@link
 * dev.millrace.element.audio.WavParse}: wavenc, wavparse. {@link dev.millrace.element.audio.AudioTestSrc}, {@link
 * dev.millrace.element.audio.ToneSrc}: ts-audiotestsrc, audiotestsrc, ts-tonesrc, tonegeneratesrc. {@link
 * dev.millrace.element.audio.AudioConvert}, {@link dev.millrace.element.audio.AudioResample}, {@link
 * dev.millrace.element.audio.Level}: audioconvert, audioresample, level. {@code RawAudio}: linear audio as caps describe it.
 * {@code SampleTimeline}: times by counting samples. {@code Fragment}: buffers put together.
 *
 * <p><b>Threading law.</b> Everything runs on the thread of the stream. Samples are rewritten in place where the buffer is
 * writable and has room, else in a buffer from the pool of the context.
 *
 * <p><b>Not here.</b> The arithmetic of samples ({@code dev.millrace.codec}); RTP ({@code dev.millrace.element.rtp}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.element.audio.G711Decoder}.
 */
@NullMarked
package dev.millrace.element.audio;

import org.jspecify.annotations.NullMarked;
