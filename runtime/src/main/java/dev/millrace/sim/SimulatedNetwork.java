package dev.millrace.sim;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The network between the hosts of a simulation, and within each of them.
 *
 * <p>Conditions set here hold for all ways, those from a host to itself included; {@link #from} gives one way conditions of its
 * own. Belongs to the threads of the simulation.
 */
public final class SimulatedNetwork {
    private record Way(SimulatedHost from, SimulatedHost to) {}

    private final Scheduler scheduler;
    private final SplittableRandom random;
    private final Conditions everywhere = new Conditions();
    private final NetworkCounters counters = new NetworkCounters();
    private final Map<InetAddress, SimulatedHost> hosts = new HashMap<>();
    private final Map<Way, Link> links = new HashMap<>();

    SimulatedNetwork(Scheduler scheduler, SplittableRandom random) {
        this.scheduler = scheduler;
        this.random = random;
    }

    /** What holds for every way that has no conditions of its own. */
    public Conditions conditions() {
        return everywhere;
    }

    /** {@link Conditions#loss} everywhere. */
    public Conditions loss(double chance) {
        return everywhere.loss(chance);
    }

    /** {@link Conditions#delay(java.time.Duration, java.time.Duration)} everywhere. */
    public Conditions delay(java.time.Duration least, java.time.Duration most) {
        return everywhere.delay(least, most);
    }

    /** The conditions of one way, which from now on are its own. */
    public Conditions from(SimulatedHost from, SimulatedHost to) {
        Link link = link(from, to);
        if (link.conditions == everywhere) link.conditions = everywhere.copy();
        return link.conditions;
    }

    /** Cuts two hosts off from each other, in both directions, or joins them again. */
    public void partition(SimulatedHost one, SimulatedHost other, boolean cut) {
        from(one, other).cut(cut);
        from(other, one).cut(cut);
    }

    /** What became of all packets so far. */
    public NetworkStats stats() {
        return counters.snapshot();
    }

    NetworkCounters counters() {
        return counters;
    }

    void add(SimulatedHost host) {
        List<InetAddress> taken = new ArrayList<>();
        for (InetAddress address : host.addresses()) if (hosts.putIfAbsent(address, host) != null) taken.add(address);
        if (!taken.isEmpty())
            throw new IllegalArgumentException("address belongs to another host: host=" + host.name() + " address="
                    + taken.getFirst().getHostAddress());
    }

    /** The host that {@code from} reaches at an address, or null. */
    @Nullable
    SimulatedHost at(InetAddress address, SimulatedHost from) {
        return address.isLoopbackAddress() ? from : hosts.get(address);
    }

    Link link(SimulatedHost from, SimulatedHost to) {
        return links.computeIfAbsent(new Way(from, to), _ -> new Link(scheduler, random.split(), counters, everywhere));
    }
}
