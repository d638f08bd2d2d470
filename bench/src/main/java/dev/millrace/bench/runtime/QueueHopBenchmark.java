package dev.millrace.bench.runtime;

import static dev.millrace.runtime.Async.async;
import static dev.millrace.runtime.Async.await;

import dev.millrace.runtime.BlockOn;
import dev.millrace.runtime.Context;
import dev.millrace.runtime.JoinHandle;
import dev.millrace.sync.Channels;
import dev.millrace.sync.Receiver;
import dev.millrace.sync.Sender;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Items from one thread to another through a queue with room for 1024: one operation is one item. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class QueueHopBenchmark {
    private static final int CAPACITY = 1024;
    private static final int ITEMS = 200_000;
    private static final Object ITEM = new Object();

    /** A bounded channel from an async body on one context to one on another. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int millrace(Millrace channel) {
        return channel.run();
    }

    /** An array blocking queue between two platform threads. */
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int arrayBlockingQueue(Blocking queue) throws InterruptedException, ExecutionException {
        return queue.run();
    }

    /** Two contexts and a channel. */
    @State(Scope.Benchmark)
    public static class Millrace {
        private final Context from = Loops.context("from");
        private final Context to = Loops.context("to");
        private final Receiver<Object> receiver;
        private final Sender<Object> sender;

        /** Makes the channel. */
        public Millrace() {
            var channel = Channels.bounded(CAPACITY);
            receiver = channel.receiver();
            sender = channel.sender();
        }

        int run() {
            JoinHandle<Integer> received = to.spawn(async(this::receiveAll));
            JoinHandle<Integer> sent = from.spawn(async(this::sendAll));
            return BlockOn.run(received) - BlockOn.run(sent);
        }

        private int sendAll() {
            for (int i = 0; i < ITEMS; i++) await(sender.send(ITEM));
            return ITEMS;
        }

        private int receiveAll() {
            int received = 0;
            while (received < ITEMS && await(receiver.next()) != null) received++;
            return received;
        }

        /** Ends channel and contexts. */
        @TearDown
        public void end() {
            sender.close();
            receiver.close();
            from.close();
            to.close();
        }
    }

    /** Two threads and a queue. */
    @State(Scope.Benchmark)
    public static class Blocking {
        private final ExecutorService from = Executors.newSingleThreadExecutor();
        private final ExecutorService to = Executors.newSingleThreadExecutor();
        private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(CAPACITY);

        int run() throws InterruptedException, ExecutionException {
            Future<Integer> received = to.submit(this::takeAll);
            Future<Integer> sent = from.submit(this::putAll);
            return received.get() - sent.get();
        }

        private int putAll() throws InterruptedException {
            for (int i = 0; i < ITEMS; i++) queue.put(ITEM);
            return ITEMS;
        }

        private int takeAll() throws InterruptedException {
            int taken = 0;
            while (taken < ITEMS && queue.take() == ITEM) taken++;
            return taken;
        }

        /** Ends the threads. */
        @TearDown
        public void end() {
            from.shutdown();
            to.shutdown();
        }
    }
}
