package dev.millrace.io;

import static dev.millrace.io.IoTasks.failureOf;
import static dev.millrace.io.IoTasks.memory;
import static dev.millrace.io.IoTasks.on;
import static dev.millrace.runtime.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.future.TimedOutException;
import dev.millrace.reactor.Backends;
import dev.millrace.reactor.DatagramOptions;
import dev.millrace.reactor.Endpoint;
import dev.millrace.reactor.NativeMemory;
import dev.millrace.reactor.SocketSetting;
import dev.millrace.runtime.Environment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Groups and sources: IPv4 by the loopback interface, IPv6 in a network namespace that the test makes. */
@Tag("backend")
@Timeout(30)
@EnabledOnOs(OS.LINUX)
class MulticastTest {
    private static final Duration NOTHING_COMES = Duration.ofMillis(50);

    /** Linux gives its loopback interface no route for IPv6 groups, so that takes an interface of its own. */
    private static final String NAMESPACE = "ip link set lo up && ip link add v0 type veth peer name v1"
            + " && ip link set v1 up && ip link set v0 up"
            + " && ip -6 addr add 2001:db8::1/64 dev v0 nodad && ip -6 addr add 2001:db8::2/64 dev v0 nodad"
            + " && exec \"$@\"";

    @Test
    void groupsOfIpv4() throws IOException {
        joinAndLeave("239.255.77.1", "lo", "0.0.0.0");
    }

    @Test
    void sourcesOfIpv4() throws IOException {
        filter("232.77.1.1", "lo", "127.0.0.1", "127.0.0.2");
    }

    @Test
    void groupsAndSourcesOfIpv6() throws Exception {
        assumeTrue(exitCode("unshare", "-rn", "sh", "-c", NAMESPACE, "sh", "true") == 0, "no namespaces here");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "unshare",
                        "-rn",
                        "sh",
                        "-c",
                        NAMESPACE,
                        "sh",
                        java,
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dmillrace.backend=" + System.getProperty(Backends.PROPERTY, "auto"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("groups: ok", "sources: ok");
    }

    private static int exitCode(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return 127;
        }
    }

    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            joinAndLeave("ff12::7701", "v0", "::");
            System.out.println("groups: ok");
            filter("ff32::7701", "v0", "2001:db8::1", "2001:db8::2");
            System.out.println("sources: ok");
        }
    }

    private static DatagramOptions shared(String address, int port) {
        return DatagramOptions.bindTo(new InetSocketAddress(InetAddress.ofLiteral(address), port))
                .withReuse(true);
    }

    private static void hearsNothing(UdpSocket socket) {
        NativeMemory into = NativeMemory.allocate(100);
        failureOf(() -> await(socket.receive(into, 0, 100).timeout(NOTHING_COMES)))
                .isInstanceOf(TimedOutException.class);
    }

    private static void joinAndLeave(String name, String by, String any) throws IOException {
        InetAddress group = InetAddress.ofLiteral(name);
        NetworkInterface on = Interfaces.named(by);
        NativeMemory into = NativeMemory.allocate(100);
        on(0, () -> {
            try (UdpSocket receiver = UdpSocket.open(Environment.machine(), shared(any, 0));
                    UdpSocket other = UdpSocket.open(
                            Environment.machine(),
                            shared(any, receiver.localAddress().getPort()));
                    UdpSocket sender = UdpSocket.bind(any, 0)) {
                sender.multicastInterface(on);
                sender.set(SocketSetting.MULTICAST_TTL, 1);
                sender.set(SocketSetting.MULTICAST_LOOP, 1);
                receiver.join(group, on, null);
                Endpoint to = Endpoint.of(name, receiver.localAddress().getPort());
                await(sender.send(memory("one"), 0, 3, to));
                assertThat(await(receiver.receive(into, 0, 100))).isEqualTo(3);
                receiver.leave(group, on, null);
                await(sender.send(memory("two"), 0, 3, to));
                hearsNothing(receiver);
                receiver.join(group, on, null);
                await(sender.send(memory("three"), 0, 5, to));
                assertThat(await(receiver.receive(into, 0, 100))).isEqualTo(5);
                // It has joined nothing and hears nothing, whatever others of this host have joined.
                assertThat(other.tryReceive(into, 0, 100, false)).isEqualTo(UdpSocket.WOULD_BLOCK);
            }
            return null;
        });
    }

    private static void filter(String name, String by, String wanted, String unwanted) throws IOException {
        InetAddress group = InetAddress.ofLiteral(name);
        NetworkInterface on = Interfaces.named(by);
        NativeMemory into = NativeMemory.allocate(100);
        on(0, () -> {
            try (UdpSocket receiver = UdpSocket.bind(name.contains(":") ? "::" : "0.0.0.0", 0);
                    UdpSocket sender = UdpSocket.bind(wanted, 0)) {
                sender.multicastInterface(on);
                Endpoint to = Endpoint.of(name, receiver.localAddress().getPort());
                receiver.join(group, on, InetAddress.ofLiteral(unwanted));
                await(sender.send(memory("no"), 0, 2, to));
                hearsNothing(receiver);
                receiver.join(group, on, InetAddress.ofLiteral(wanted));
                await(sender.send(memory("yes"), 0, 3, to));
                assertThat(await(receiver.receive(into, 0, 100))).isEqualTo(3);
                receiver.leave(group, on, InetAddress.ofLiteral(wanted));
                await(sender.send(memory("no"), 0, 2, to));
                hearsNothing(receiver);
            }
            return null;
        });
    }
}
