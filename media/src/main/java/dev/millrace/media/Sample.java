package dev.millrace.media;

import dev.millrace.caps.Caps;
import org.jspecify.annotations.Nullable;

/**
 * A buffer with what is known of it, as an application gets it.
 *
 * @param buffer with a reference that whoever pulls the sample has to give back
 * @param caps its format, or null when none was told
 * @param segment what its times belong to, or null when none was told
 */
public record Sample(Buffer buffer, @Nullable Caps caps, Event.@Nullable Segment segment) {}
