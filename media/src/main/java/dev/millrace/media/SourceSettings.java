package dev.millrace.media;

import org.jspecify.annotations.Nullable;

/**
 * What can be set on sources of GStreamer's kind: how much they push in all and at once, and whether it gets a time.
 *
 * <p>Each of the methods that give a factory adds properties; a source works by them without doing anything for it, but for the
 * size of its buffers, which it asks for ({@link Source#blockBytes}). Written below PAUSED but for what says otherwise.
 */
public final class SourceSettings {
    static final int NO_LIMIT = -1;

    private static final long LARGEST_UINT = 0xffff_ffffL;

    int numBuffers = NO_LIMIT;
    volatile boolean timestamps;
    volatile long blockBytes;

    SourceSettings() {}

    /** The factory with {@code num-buffers} and {@code do-timestamp}. */
    public static <E extends Source> ElementFactory<E> addTo(ElementFactory<E> factory) {
        return addNumBuffers(factory)
                .property(
                        Property.ofBool("do-timestamp", false)
                                .blurb("whether buffers without a time get the running time at which they go out")
                                .mutableIn(State.PLAYING),
                        (e, v) -> settings(e).timestamps = v != null && v,
                        e -> settings(e).timestamps);
    }

    /** The factory with {@code num-buffers} alone. */
    public static <E extends Source> ElementFactory<E> addNumBuffers(ElementFactory<E> factory) {
        return factory.property(
                Property.ofInt("num-buffers", NO_LIMIT, Integer.MAX_VALUE, NO_LIMIT)
                        .blurb("buffers to push before the end; -1 for no end"),
                (e, v) -> settings(e).numBuffers = v == null ? NO_LIMIT : v,
                e -> settings(e).numBuffers);
    }

    /** The factory with {@code blocksize}; what 0 and the largest number stand for is up to the source. */
    public static <E extends Source> ElementFactory<E> addBlocksize(
            ElementFactory<E> factory, long defaultBytes, String blurb) {
        return factory.property(
                Property.ofUint("blocksize", 0, LARGEST_UINT, defaultBytes)
                        .blurb(blurb)
                        .mutableIn(State.PLAYING),
                (e, v) -> settings(e).blockBytes = orElse(v, defaultBytes) == defaultBytes ? 0 : v,
                e -> settings(e).blockBytes == 0 ? defaultBytes : settings(e).blockBytes);
    }

    private static long orElse(@Nullable Long value, long otherwise) {
        return value == null ? otherwise : value;
    }

    /** How large a block is to be: what was set, or {@code usual} where that is nothing or more than {@code most}. */
    int block(int usual, int most) {
        long wanted = blockBytes;
        return wanted == 0 || wanted > most ? usual : (int) wanted;
    }

    private static SourceSettings settings(Source source) {
        return source.settings();
    }
}
