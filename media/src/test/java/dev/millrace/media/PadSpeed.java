package dev.millrace.media;

import dev.millrace.caps.Caps;
import dev.millrace.sim.SteppedEnvironment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.Supplier;

/** What a hop from pad to pad costs: chains of 2 and 7 elements of six classes that do nothing. To be run by hand. */
final class PadSpeed {
    private PadSpeed() {}

    private abstract static class Idle extends Transform {
        @Override
        protected FlowReturn transform(Buffer buffer) {
            return push(buffer);
        }
    }

    private static final class A extends Idle {}

    private static final class B extends Idle {}

    private static final class C extends Idle {}

    private static final class D extends Idle {}

    private static final class E extends Transform {
        @Override
        protected FlowReturn transform(Buffer buffer) {
            return push(buffer);
        }
    }

    private static final class F extends Transform {
        @Override
        protected FlowReturn transform(Buffer buffer) {
            return push(buffer);
        }
    }

    private static final class End extends Sink {
        @Override
        protected FlowReturn render(Buffer buffer) {
            buffer.release();
            return FlowReturn.OK;
        }
    }

    public static void main(String[] args) {
        for (int round = 0; round < 3; round++) {
            double two = nsPerBuffer(2);
            double seven = nsPerBuffer(7);
            System.out.printf("per hop %.2f ns%n", (seven - two) / 5);
        }
    }

    private static double nsPerBuffer(int transforms) {
        SteppedEnvironment environment = new SteppedEnvironment(1);
        Pipeline pipeline = new Pipeline("speed", environment);
        Element[] chain = new Element[transforms + 2];
        chain[0] = pipeline.add(Parts.Pump.FACTORY);
        for (int i = 1; i <= transforms; i++) chain[i] = pipeline.add(factory(i % 6));
        chain[transforms + 1] = pipeline.add(ElementFactory.of("end", End::new).sink(Caps.any()));
        pipeline.link(chain);
        ((Parts.Pump) chain[0]).limit = 1;
        environment.run(pipeline.play(), Duration.ofMillis(1), Duration.ofSeconds(1));
        SrcPad src = chain[0].srcPads().getFirst();
        BufferPool pool = new BufferPool(100, 0);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE; // of many short runs: the machine may be shared
        long bytes = 0;
        int pushes = 20_000;
        for (int run = 0; run < 200; run++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            long startNs = System.nanoTime();
            for (int i = 0; i < pushes; i++) src.push(pool.acquire());
            best = Math.min(best, System.nanoTime() - startNs);
            bytes = threads.getCurrentThreadAllocatedBytes() - before;
        }
        System.out.printf(
                "%2d elements: %.1f ns, %.3f B per buffer%n",
                transforms, (double) best / pushes, (double) bytes / pushes);
        return (double) best / pushes;
    }

    private static ElementFactory<?> factory(int which) {
        Supplier<Transform> maker = switch (which) {
            case 0 -> A::new;
            case 1 -> B::new;
            case 2 -> C::new;
            case 3 -> D::new;
            case 4 -> E::new;
            default -> F::new;
        };
        return ElementFactory.of("idle" + which, maker).sink(Caps.any()).src(Caps.any());
    }
}
