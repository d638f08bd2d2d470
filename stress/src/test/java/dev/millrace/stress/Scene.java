package dev.millrace.stress;

import org.jspecify.annotations.Nullable;

/**
 * One run of a law: what two or three threads do to one instance of a piece, and what must hold afterwards.
 *
 * <p>What the threads share are fields of the scene, and what they hand to each other are objects of named classes.
 * Lincheck does not see into the hidden class of a lambda: it takes what a lambda captures for the property of one thread,
 * and tries no switch between accesses to it. Nor can it instrument AssertJ.
 */
public abstract class Scene {
    static final String BROKEN = "law broken: ";

    /**
     * The scene that is played. The threads find it here, because Lincheck knows that what is reachable from a static field
     * is shared; what a new thread is given in its Runnable it takes for the property of that thread alone.
     */
    private static volatile @Nullable Scene stage;

    private final int threads;

    /** A scene of two threads or three. */
    protected Scene(int threads) {
        this.threads = threads;
    }

    /** On the thread that made the piece: its owner, where it has one. */
    protected abstract void first();

    /** On another thread. */
    protected abstract void second();

    /** On a third thread, in a scene of three. */
    protected void third() {}

    /** When all are done, on the thread of {@link #first}: {@link #require} what must hold. */
    protected abstract void after();

    /** Ends the run as a breach of the law unless {@code kept}. */
    protected static void require(boolean kept, String what) {
        if (!kept) throw new IllegalStateException(BROKEN + what);
    }

    final void play() {
        stage = this;
        Thread[] others = new Thread[threads - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = new Thread(new Part(i == 0));
            others[i].start();
        }
        first();
        for (Thread other : others) await(other);
        after();
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("a proof was interrupted", e);
        }
    }

    private static final class Part implements Runnable {
        private final boolean second;

        Part(boolean second) {
            this.second = second;
        }

        @Override
        public void run() {
            Scene scene = stage;
            if (scene == null) return;
            if (second) scene.second();
            else scene.third();
        }
    }
}
