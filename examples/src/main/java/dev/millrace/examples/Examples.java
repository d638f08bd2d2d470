package dev.millrace.examples;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** All examples, in the order in which they are best read. */
final class Examples {
    /**
     * An example by its name.
     *
     * @param args the arguments that it takes, as words for people; empty for none
     * @param summary what it shows, in a line
     */
    record Entry(String name, String args, String summary, Example example) {
        /** Its name with its arguments. */
        String usage() {
            return args.isEmpty() ? name : name + " " + args;
        }

        /** How many arguments it takes at most. */
        int mostArgs() {
            return args.isEmpty() ? 0 : args.split(" ", -1).length;
        }
    }

    static final List<Entry> ALL = List.of(
            entry("borrow", "two threads that use an array of their caller", new Borrow()),
            entry("threads", "contexts by name, pinning, a thread of one's own", new Threads()),
            entry("blocking-cpu", "[BELOW]", "computing on the CPU pool while the context goes on", new BlockingCpu()),
            entry("producer-consumer", "a bounded channel, a producer and two consumers", new ProducerConsumer()),
            entry("udp-echo", "a UDP server and its client on one thread", new UdpEcho()),
            entry("listener", "a TCP server, of bodies and of composed futures", new Listener()),
            entry("io-chain", "a chain of I/O: combinators, a generator, a body", new IoChain()),
            entry("thousand-tasks", "1,000 bodies at the same time on one thread", new ThousandTasks()),
            entry("million-tasks", "[TASKS]", "1,000,000 sleeping tasks on one thread", new MillionTasks()),
            entry("parallel-sum", "a sum over 1,048,576 numbers on all processors", new ParallelSum()),
            entry("fibonacci", "[N]", "a computation that splits itself, on a pool", new Fibonacci()),
            entry("priorities", "urgent tasks first, and urgent messages first", new Priorities()),
            entry("mixed", "a body awaits a channel, a timer, a pool and a file", new Mixed()),
            entry("lazy", "a future does nothing until somebody waits for it", new LazyValue()),
            entry("sleep-serial", "[MS]", "three bodies that hold the thread: one by one", new SleepSerial()),
            entry("sleep-concurrent", "[MS]", "three bodies that await: all at once", new SleepConcurrent()),
            entry("join-or-spawn", "parts of a task, tasks of one thread and of two", new JoinOrSpawn()),
            entry("blocking-three-ways", "a pool, in place, a thread of one's own", new BlockingThreeWays()),
            entry("channels", "senders, a receiver and replies, on two contexts", new ChannelsAcross()),
            entry("timeouts", "a limit for a future, and a stream of ticks", new Timeouts()),
            entry("generator", "a body that yields, by hand and as a future", new Generators()),
            entry("unit", "units that walk one step in each frame of a game", new UnitWalk()),
            entry("pipeline", "[MS]", "a producer, two consumers, HTTP, the CPU pool", new Pipeline()),
            entry("simulated", "[SEED]", "a minute of RTP over a bad network, in virtual time", new Simulated()),
            entry("gio-read", "FILE", "GLib: a file in chunks of 64 bytes", new GioRead()),
            entry("gio-read-combinators", "FILE", "GLib: the same, composed of futures", new GioReadCombinators()),
            entry("gio-echo", "GLib: a TCP server and its clients", new GioEcho()),
            entry("gio-ls", "DIR", "GLib: the names in a directory", new GioLs()),
            entry("gio-monitor", "PATH [COUNT]", "GLib: changes of a file or directory until ctrl-c", new GioMonitor()),
            entry("gio-subprocess", "GLib: another program is spoken to", new GioSubprocess()));

    private Examples() {}

    /** The example of this name, or null. */
    static @Nullable Entry find(String name) {
        return ALL.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Their names, in order. */
    static List<String> names() {
        return ALL.stream().map(Entry::name).toList();
    }

    private static Entry entry(String name, String summary, Example example) {
        return entry(name, "", summary, example);
    }

    private static Entry entry(String name, String args, String summary, Example example) {
        return new Entry(name, args, summary, example);
    }
}
