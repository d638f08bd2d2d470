package dev.millrace.bench.runtime;

import dev.millrace.runtime.Context;
import dev.millrace.runtime.Environment;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Opens loops of one thread that do not throttle, Millrace's and Netty's. */
final class Loops {
    private Loops() {}

    /** Whether a context here can be on epoll. */
    static boolean hasEpoll() {
        return Environment.machine().backend().name().equals("epoll");
    }

    static boolean hasNettyEpoll() {
        return Epoll.isAvailable();
    }

    /** A context with a wait of 0. */
    static Context context(String name) {
        try {
            return Environment.machine().open(name, Duration.ZERO);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Netty's loop on epoll where that works, as the context's is. */
    static MultiThreadIoEventLoopGroup netty() {
        return netty(hasNettyEpoll() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    static MultiThreadIoEventLoopGroup netty(IoHandlerFactory handlers) {
        return new MultiThreadIoEventLoopGroup(1, handlers);
    }

    static void end(MultiThreadIoEventLoopGroup group) {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
