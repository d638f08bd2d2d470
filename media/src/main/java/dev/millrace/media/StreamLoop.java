package dev.millrace.media;

/**
 * What a stream task does; every method runs on the task's context.
 *
 * <p>An exception from any of them is posted as an error of the element and ends the stream, of this element alone.
 */
public interface StreamLoop {
    /** Takes what must be taken on the context's thread, such as sockets. */
    default void prepare() throws Exception {}

    /** The stream begins or goes on. */
    default void start() throws Exception {}

    /**
     * Pushes what there is to push now.
     *
     * <p>It may push several items, and stops early once {@link StreamTask#isBlocked}.
     *
     * @param nowNs the time of this turn
     * @return true to be called again in this slice; false when the task waits to be woken, for instance by a socket
     */
    boolean step(long nowNs) throws Exception;

    /** The stream pauses; {@link #start} may follow. */
    default void pause() throws Exception {}

    /** A flush begins: what is held is dropped, and downstream is told. */
    default void flushStart() throws Exception {}

    /** The flush ends; downstream is told. {@link #start} follows unless the stream pauses. */
    default void flushStop() throws Exception {}

    /** The stream stops; {@link #start} may follow, for a new stream. */
    default void stop() throws Exception {}

    /** Gives back what {@link #prepare} took. */
    default void unprepare() throws Exception {}
}
