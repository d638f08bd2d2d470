package dev.millrace.examples;

import dev.millrace.future.FrameExecutor;
import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.io.PrintWriter;
import java.util.List;

/**
 * Units of a game that walk a step in each frame. Nobody would ever wake such a future, so that it belongs on an executor
 * that polls all of them in every frame; the loop of the game stays the owner of time.
 */
final class UnitWalk implements Example {
    private static final long FRAME_NS = 16_666_667;

    private static final class Unit {
        int position;
    }

    /** Ready when the unit has arrived. */
    private record Walk(Unit unit, int target) implements Future<Integer> {
        @Override
        public boolean poll(Waker waker) {
            unit.position += Integer.signum(target - unit.position);
            return unit.position == target;
        }

        @Override
        public Integer result() {
            return unit.position;
        }
    }

    @Override
    public void run(PrintWriter out, List<String> args) {
        Unit scout = new Unit();
        Unit guard = new Unit();
        try (FrameExecutor frames = new FrameExecutor(0)) {
            frames.spawn(new Walk(scout, 4).inspect(at -> out.println("scout has arrived at " + at)));
            frames.spawn(new Walk(guard, -2).andThen(() -> new Walk(guard, 0)));
            for (long frame = 1; frames.live() > 0; frame++) {
                frames.frame(frame * FRAME_NS);
                out.println("frame " + frame + ": scout at " + scout.position + ", guard at " + guard.position);
            }
        }
    }
}
