/**
 * Elements that write and read files.
 *
 * <pre>
 *   stream's thread                       blocking pool, one thread at a time
 *   FileSink.render ──add──► FileWriter ──queue──► drain ──copy──► WriteBuffer ──write──► file
 *        │                       ▲                   └──release──► BufferPool of the stream
 *        └── defers the stream while the queue is full
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.element.file.FileSink}: filesink. {@link
 * dev.millrace.element.file.FileSrc}: filesrc, which reads on a thread of its own. {@code FileWriter}: the queue and who empties it.
 * {@code WriteBuffer}: what is gathered for one write. {@code Retries}: writes that are tried again.
 *
 * <p><b>Threading law.</b> The stream never waits for the disk with its thread. What it hands over is written in order, on
 * a thread that may block.
 *
 * <p><b>Not here.</b> File formats ({@code dev.millrace.element.audio}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.element.file.FileSink}.
 */
@NullMarked
package dev.millrace.element.file;

import org.jspecify.annotations.NullMarked;
