package dev.millrace.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An array of {@code epoll_event}: packed to 12 bytes on x86-64, 16 bytes elsewhere.
 *
 * <p>The user data of an event is an int of the reactor's choice. Belongs to one thread.
 */
public final class EpollEvents {
    public static final int IN = 1;
    public static final int OUT = 4;
    public static final int ERR = 8;
    public static final int HUP = 16;
    public static final int ONE_SHOT = 1 << 30;

    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
    private static final long STRIDE = PACKED ? 12 : 16;
    private static final long DATA = PACKED ? 4 : 8;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private final MemorySegment events;
    private final int capacity;

    public EpollEvents(int capacity) {
        this.capacity = capacity;
        events = Arena.ofAuto().allocate(STRIDE * capacity, 16);
    }

    public long address() {
        return events.address();
    }

    public int capacity() {
        return capacity;
    }

    /** Which of {@link #IN}, {@link #OUT}, {@link #ERR}, {@link #HUP} the event at {@code index} reports. */
    public int flags(int index) {
        return events.get(INT, STRIDE * index);
    }

    /** The user data of the event at {@code index}. */
    public int data(int index) {
        return events.get(INT, STRIDE * index + DATA);
    }

    /** Fills the first event, as the argument of {@code epoll_ctl}. */
    public void setFirst(int flags, int data) {
        events.set(INT, 0, flags);
        events.set(INT, DATA, data);
        events.set(INT, DATA + 4, 0);
    }
}
