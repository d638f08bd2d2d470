package dev.millrace.sync;

import org.jspecify.annotations.Nullable;

/**
 * The two ends of a channel for a single value; each for one task or thread.
 *
 * @param sender gives the value
 * @param receiver waits for it
 */
public record Oneshot<T extends @Nullable Object>(OneshotSender<T> sender, OneshotReceiver<T> receiver) {}
