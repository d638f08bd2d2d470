package dev.millrace.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A place where repositories live, on this machine: {@code /reef/issues} and {@code /reef/pulls} give a line each.
 *
 * <p>It answers only when both questions about a repository are there, so that who asks one after the other gets no answer.
 */
final class Forge implements AutoCloseable {
    private static final long PATIENCE_S = 20;
    private static final int OK = 200;
    private static final int GATEWAY_TIMEOUT = 504;

    private final HttpServer server;
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, CountDownLatch> asked = new ConcurrentHashMap<>();

    Forge() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(handlers);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Where to ask for {@code path}, such as {@code reef/issues}. */
    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + path);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] words = exchange.getRequestURI().getPath().split("/", -1);
            boolean both = bothAsked(words[1]);
            byte[] text = (words[1] + ": one of its " + words[2] + "\n" + words[1] + ": another of its " + words[2]
                            + "\n")
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(both ? OK : GATEWAY_TIMEOUT, text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private boolean bothAsked(String repository) {
        CountDownLatch questions = asked.computeIfAbsent(repository, _ -> new CountDownLatch(2));
        questions.countDown();
        try {
            return questions.await(PATIENCE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        server.stop(0);
        handlers.shutdownNow();
    }
}
