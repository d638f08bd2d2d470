package dev.millrace.reactor;

import java.io.IOException;

/** The JDK's selectors and channels: works wherever Java does. */
final class NioBackend implements Backend {
    @Override
    public String name() {
        return "nio";
    }

    @Override
    public Reactor openReactor(boolean throttled) throws IOException {
        try {
            return new NioReactor(throttled);
        } catch (IOException e) {
            throw tooManyFiles("a selector", e);
        }
    }

    @Override
    public DatagramHandle openDatagram(DatagramOptions options) throws IOException {
        try {
            return NioDatagramHandle.open(options);
        } catch (IOException e) {
            throw tooManyFiles("a udp socket at address=" + Endpoint.of(options.bind()), e);
        }
    }

    /** The JDK tells this case by its message alone. */
    private static IOException tooManyFiles(String what, IOException e) {
        String message = e.getMessage();
        if (message == null || !message.contains("Too many open files")) return e;
        TooManyOpenFilesException typed = new TooManyOpenFilesException(what, -1);
        typed.initCause(e);
        return typed;
    }
}
