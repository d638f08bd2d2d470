package dev.millrace.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Too few file descriptors, tried in a process of its own that has 100. */
@Tag("backend")
@EnabledOnOs(OS.LINUX)
class FileLimitTest {
    @Test
    void theLimitIsATypedErrorThatNamesIt() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n 100; exec \"$@\"",
                        "sh",
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dmillrace.backend=" + System.getProperty(Backends.PROPERTY, "auto"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output)
                .contains("socket: too many open files while opening a udp socket at address=127.0.0.1:0: limit=100")
                .contains("reactor: too many open files while opening")
                .contains("again: ok");
    }

    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            Backend backend = Backends.find();
            DatagramOptions options =
                    DatagramOptions.bindTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            List<DatagramHandle> opened = new ArrayList<>();
            // Loads what the refusal needs, while there are descriptors to load it with.
            System.out.println("ready: " + new TooManyOpenFilesException("nothing", 1).limit());
            System.out.println("ready: " + Endpoint.of(options.bind()));
            backend.openReactor(false).close();
            DatagramHandle first = backend.openDatagram(options);
            try {
                while (true) opened.add(backend.openDatagram(options));
            } catch (TooManyOpenFilesException e) {
                System.out.println("socket: " + e.getMessage());
            }
            try {
                backend.openReactor(false);
            } catch (TooManyOpenFilesException e) {
                System.out.println("reactor: " + e.getMessage());
            }
            first.close();
            opened.forEach(DatagramHandle::close);
            backend.openDatagram(options).close();
            System.out.println("again: ok");
        }
    }
}
