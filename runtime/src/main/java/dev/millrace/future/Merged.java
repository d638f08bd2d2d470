package dev.millrace.future;

import java.util.ArrayList;
import java.util.List;

/** {@link Streams#merge}: takes turns among those that have items. */
final class Merged<T> extends Pull<T> {
    private final List<Inlet<T>> inlets = new ArrayList<>();
    private final WokenSet woken;
    private int left;

    Merged(List<? extends Stream<? extends T>> sources) {
        left = sources.size();
        woken = new WokenSet(left);
        for (int i = 0; i < left; i++) {
            inlets.add(new Inlet<>(sources.get(i)));
            woken.start(i);
        }
    }

    @Override
    Step advance(Waker waker) {
        woken.admit(waker);
        for (int i = woken.next(); i >= 0; i = woken.next()) {
            Inlet<T> in = inlets.get(i);
            Step step = in.poll(woken.waker(i));
            if (step == Step.ITEM) {
                woken.again(i);
                return emit(in.item());
            }
            if (step == Step.END) {
                woken.end(i);
                left--;
            }
        }
        return left == 0 ? Step.END : Step.PENDING;
    }

    /** Streams that have ended do not mind. */
    @Override
    void drop() {
        woken.close();
        Cancels cancels = new Cancels();
        for (Inlet<T> in : inlets) cancels.stream(in);
        cancels.done();
    }
}
