package dev.millrace.bench.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;

/** The main class of a JVM that is one server: says its port, then answers each line after a collection, until the end. */
public final class ServerMain {
    private ServerMain() {}

    /**
     * Serves.
     *
     * @param args the candidate
     */
    @SuppressWarnings("SystemExitOutsideMain") // it is one
    public static void main(String[] args) throws IOException {
        System.out.println(EchoServer.start(args[0]));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            while (lines.readLine() != null) {
                System.gc();
                System.out.println("collected");
            }
        }
        System.exit(0);
    }
}
