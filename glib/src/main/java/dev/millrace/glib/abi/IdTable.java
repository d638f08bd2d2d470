package dev.millrace.glib.abi;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Java objects by the number that C code knows them by; from any thread.
 *
 * <p>A number is never given twice, so that a late callback meets nobody instead of a stranger.
 */
final class IdTable {
    /*
     * Overview. A slot per object, found by the lower half of the number; the upper half counts how often the slot was used.
     * Free slots are linked through `nextFree`. All of it is guarded by the table's lock, which is held for a few moves only.
     */
    private static final int NONE = -1;

    private @Nullable Object[] objects = new Object[64];
    private int[] uses = new int[64];
    private int[] nextFree = new int[64];
    private int firstFree = NONE;
    private int used;
    private int live;

    /** A number for {@code object}; never 0. */
    synchronized long add(Object object) {
        int slot = firstFree;
        if (slot == NONE) slot = fresh();
        else firstFree = nextFree[slot];
        objects[slot] = object;
        live++;
        return (long) ++uses[slot] << 32 | slot;
    }

    private int fresh() {
        if (used == objects.length) {
            int size = used * 2;
            objects = Arrays.copyOf(objects, size);
            uses = Arrays.copyOf(uses, size);
            nextFree = Arrays.copyOf(nextFree, size);
        }
        return used++;
    }

    /** The object of this number, or null when it is gone. */
    synchronized @Nullable Object get(long id) {
        int slot = (int) id;
        return slot >= 0 && slot < used && uses[slot] == (int) (id >>> 32) ? objects[slot] : null;
    }

    /** Forgets the object of this number and returns it; null when it is gone already. */
    synchronized @Nullable Object remove(long id) {
        Object object = get(id);
        if (object == null) return null;
        int slot = (int) id;
        objects[slot] = null;
        nextFree[slot] = firstFree;
        firstFree = slot;
        live--;
        return object;
    }

    /** How many objects it holds. */
    synchronized int size() {
        return live;
    }
}
