/**
 * What a TCP connection costs: the time of an echo, and the memory of one that is idle, beside the JDK's selector and Netty.
 *
 * <pre>
 *   bench io ──► IoSuite ──one each──► a JVM: ServerMain ──► MillraceServer, SelectorServer or NettyServer
 *                   │                                             ▲
 *                   ├──► EchoClient: a blocking socket ──64 bytes─┘ there and back, candidate after candidate
 *                   └──► IdleClient: 10,000 connections, and the resident memory of the server before and after
 *     table, JSON ◄── IoFigures ◄── IoFigure
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.bench.io.IoSuite}: runs both. {@link dev.millrace.bench.io.IoFigure},
 * {@link dev.millrace.bench.io.IoFigures}: what came out. {@link dev.millrace.bench.io.ServerMain}: the main class of a server.
 *
 * <p><b>Threading law.</b> The client has one thread, which waits in the kernel; a server has one, and nothing else runs in
 * its process.
 *
 * <p><b>Not here.</b> Single operations of the runtime ({@code dev.millrace.bench.runtime}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.bench.io.IoSuite}.
 */
@NullMarked
package dev.millrace.bench.io;

import org.jspecify.annotations.NullMarked;
