package dev.millrace.media;

import dev.millrace.caps.Caps;
import dev.millrace.sim.SteppedEnvironment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a hop from pad to pad costs: chains of 2 and 7 elements of six classes that do nothing, beside chains of six classes that
 * make the same calls without pads. To be run by hand.
 */
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

    /** Where a chain begins. */
    private interface Entry {
        FlowReturn push(Buffer buffer);
    }

    /** The same calls as those of an element, from one object to the next: what is left is the element's own work. */
    private abstract static class Plain {
        @Nullable
        Plain next;

        FlowReturn chain(Buffer buffer) {
            return transform(buffer);
        }

        abstract FlowReturn transform(Buffer buffer);

        final FlowReturn push(Buffer buffer) {
            Plain to = next;
            if (to != null) return to.chain(buffer);
            buffer.release();
            return FlowReturn.NOT_LINKED;
        }
    }

    private abstract static class PlainIdle extends Plain {
        @Override
        FlowReturn transform(Buffer buffer) {
            return push(buffer);
        }
    }

    private static final class PlainA extends PlainIdle {}

    private static final class PlainB extends PlainIdle {}

    private static final class PlainC extends PlainIdle {}

    private static final class PlainD extends PlainIdle {}

    private static final class PlainE extends Plain {
        @Override
        FlowReturn transform(Buffer buffer) {
            return push(buffer);
        }
    }

    private static final class PlainF extends Plain {
        @Override
        FlowReturn transform(Buffer buffer) {
            return push(buffer);
        }
    }

    private static final class PlainEnd extends Plain {
        @Override
        FlowReturn transform(Buffer buffer) {
            buffer.release();
            return FlowReturn.OK;
        }
    }

    public static void main(String[] args) {
        for (int round = 0; round < 4; round++) {
            double hop = (nsPerBuffer(7) - nsPerBuffer(2)) / 5;
            double own = (plainNsPerBuffer(7) - plainNsPerBuffer(2)) / 5;
            System.out.printf(
                    "per element %.2f ns, of which its own calls %.2f ns and the hop %.2f ns%n", hop, own, hop - own);
        }
    }

    private static double plainNsPerBuffer(int transforms) {
        List<Supplier<Plain>> makers =
                List.of(PlainA::new, PlainB::new, PlainC::new, PlainD::new, PlainE::new, PlainF::new);
        Plain next = new PlainEnd();
        for (int i = transforms; i >= 1; i--) {
            Plain made = makers.get(i % 6).get();
            made.next = next;
            next = made;
        }
        Plain first = next;
        return measure("plain objects", transforms, first::chain);
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
        return measure("elements", transforms, src::push);
    }

    private static double measure(String what, int count, Entry first) {
        BufferPool pool = new BufferPool(100, 0);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long best = Long.MAX_VALUE; // of many short runs: the machine may be shared
        long bytes = 0;
        int pushes = 20_000;
        for (int run = 0; run < 200; run++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            long startNs = System.nanoTime();
            for (int i = 0; i < pushes; i++) first.push(pool.acquire());
            best = Math.min(best, System.nanoTime() - startNs);
            bytes = threads.getCurrentThreadAllocatedBytes() - before;
        }
        System.out.printf(
                "%2d %s: %.1f ns, %.3f B per buffer%n", count, what, (double) best / pushes, (double) bytes / pushes);
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
