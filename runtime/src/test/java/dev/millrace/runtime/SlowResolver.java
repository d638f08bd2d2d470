package dev.millrace.runtime;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** The resolver of the tests' JVM: that of the JDK, but for one name, which takes until a test lets it go. */
public final class SlowResolver extends InetAddressResolverProvider {
    static final String SLOW_HOST = "slow.test";
    static volatile CountDownLatch gate = new CountDownLatch(0);

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver builtin = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                if (host.equals(SLOW_HOST)) {
                    awaitGate();
                    return Stream.of(InetAddress.getLoopbackAddress());
                }
                return builtin.lookupByName(host, policy);
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return builtin.lookupByAddress(address);
            }
        };
    }

    private static void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String name() {
        return "slow";
    }
}
