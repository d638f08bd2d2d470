/**
 * Elements that receive and send streams of bytes over TCP.
 *
 * <pre>
 *   connect ──► TcpClientSrc ─┐                            ┌─► TcpClientSink ──► Outgoing ──► one connection
 *                             ├─ TcpSource ──► pad ... pad ┤
 *   accept ───► TcpServerSrc ─┘                            └─► TcpServerSink ──► Viewers ──► Viewer, one for each client
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.element.tcp.TcpClientSrc}: ts-tcpclientsrc and tcpclientsrc.
 * {@link dev.millrace.element.tcp.TcpServerSrc}: tcpserversrc. {@link dev.millrace.element.tcp.TcpClientSink}: tcpclientsink,
 * which waits for its receiver. {@link dev.millrace.element.tcp.TcpServerSink}: tcpserversink, which waits for none.
 * {@link dev.millrace.element.tcp.TcpSource}: what both sources do. {@link dev.millrace.element.tcp.RecoverPolicy}: what
 * becomes of a slow client. {@link dev.millrace.element.tcp.SyncMethod}: with what a new one begins. {@link
 * dev.millrace.element.tcp.ClientStatus}: why one was removed.
 *
 * <p><b>Threading law.</b> Connections are made, read and written on the context of the stream; host names are looked up on the
 * blocking pool.
 *
 * <p><b>Not here.</b> What the bytes mean. Datagrams ({@code dev.millrace.element.udp}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.element.tcp.TcpClientSrc}, then {@link dev.millrace.element.tcp.TcpServerSink}.
 */
@NullMarked
package dev.millrace.element.tcp;

import org.jspecify.annotations.NullMarked;
