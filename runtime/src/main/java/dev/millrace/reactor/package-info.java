/**
 * When is which socket ready, for one thread; and the backends that know.
 *
 * <pre>
 *             Context (one thread)
 *        harvest once a slice │ block (wait 0)
 *                             ▼
 *   Reactor ── hot: woken every slice, the kernel is not asked ──► Registration ──► Waker of the task
 *      └────── cold: armed in the backend, woken by its event ───►      ▲
 *              epoll · nio · memory                              pollReadable, pollWritable
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.reactor.Backend}: opens reactors and sockets of one kind, so that kinds never mix.
 * {@link dev.millrace.reactor.Backends}: which one this machine gets. {@link dev.millrace.reactor.Reactor}: the
 * registrations of one thread. {@link dev.millrace.reactor.Registration}: the readiness of one handle.
 * {@link dev.millrace.reactor.DatagramHandle}: a bound UDP socket of a backend.
 * {@link dev.millrace.reactor.Endpoint}: a peer's address, ready for the kernel.
 * {@link dev.millrace.reactor.NativeMemory}: memory that both a system call and a channel can fill.
 * {@link dev.millrace.reactor.DatagramOptions}: how to open one. {@link dev.millrace.reactor.DatagramVector}: datagrams
 * lined up for sending. {@link dev.millrace.reactor.Pollable}: what can be registered. {@link
 * dev.millrace.reactor.MemoryReactor}, {@link dev.millrace.reactor.MemoryPollable}: the backend in memory. {@link
 * dev.millrace.reactor.TooManyOpenFilesException}: the limit of open files, named.
 *
 * <p>{@link dev.millrace.reactor.StreamHandle}, {@link dev.millrace.reactor.ListenerHandle}: streams and who waits for them,
 * TCP and Unix domain, opened by {@link dev.millrace.reactor.StreamOptions} and {@link
 * dev.millrace.reactor.ListenerOptions}. {@link dev.millrace.reactor.UnixDatagramHandle}, {@link
 * dev.millrace.reactor.UnixAddress}: datagrams within the machine. {@link dev.millrace.reactor.DescriptorHandle}: any file
 * descriptor or channel. {@link dev.millrace.reactor.SocketSetting}: what can be set on sockets. {@link
 * dev.millrace.reactor.MemoryVector}: pieces of memory for one call.
 *
 * <p>What can go wrong: {@link dev.millrace.reactor.ConnectionResetException}, {@link
 * dev.millrace.reactor.BrokenPipeException}, {@link dev.millrace.reactor.DatagramTooLongException}, {@link
 * dev.millrace.reactor.AddressFamilyException}, {@link dev.millrace.reactor.UnknownInterfaceException}.
 *
 * <p><b>Threading law.</b> A reactor and everything registered with it belong to one thread; only
 * {@link dev.millrace.reactor.Reactor#wakeUp} may be called from others.
 *
 * <p><b>Not here.</b> The sockets that users see ({@code dev.millrace.io}), the loop ({@code dev.millrace.runtime}), timers
 * ({@code dev.millrace.timer}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.reactor.Registration}.
 */
@NullMarked
package dev.millrace.reactor;

import org.jspecify.annotations.NullMarked;
