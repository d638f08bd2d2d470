/**
 * Elements that receive and send datagrams.
 *
 * <pre>
 *   socket ──► UdpSrc ──► pad ... pad ──► UdpSink ──► SendBatch of the context ──► socket
 *                │
 *                ├─ ts-udpsrc: on a shared context
 *                └─ udpsrc:    on a context of its own, so with a thread of its own
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.element.udp.UdpSrc}: ts-udpsrc and udpsrc. {@link dev.millrace.element.udp.UdpSink}:
 * ts-udpsink, udpsink and multiudpsink, all on the thread of the stream; {@code SendTask}: a ts-udpsink on the thread of the
 * context that it names.
 *
 * <p><b>Threading law.</b> Sockets are read and written on the context of the stream, or on the one that
 * a ts-udpsink names.
 *
 * <p><b>Not here.</b> What the datagrams mean ({@code dev.millrace.element.rtp}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.element.udp.UdpSrc}.
 */
@NullMarked
package dev.millrace.element.udp;

import org.jspecify.annotations.NullMarked;
