package dev.millrace.bench.io;

import java.io.IOException;

/** A server that says back whatever comes, on one thread. */
interface EchoServer {
    /** The names of all that work here; the first is the one that others are compared with. */
    static java.util.List<String> available() {
        java.util.List<String> names = new java.util.ArrayList<>(java.util.List.of("selector", "millrace"));
        if (NettyServer.hasEpoll()) names.add("netty_epoll");
        names.add("netty_nio");
        return names;
    }

    /** Listens on a port of 127.0.0.1 that the system chooses, and serves until the process ends. */
    static int start(String candidate) throws IOException {
        return switch (candidate) {
            case "selector" -> SelectorServer.start();
            case "millrace" -> MillraceServer.start();
            case "netty_epoll" -> NettyServer.start(true);
            case "netty_nio" -> NettyServer.start(false);
            default -> throw new IllegalArgumentException("no such server: candidate=" + candidate);
        };
    }
}
