package dev.millrace.glib.gio;

import dev.millrace.future.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An operation that tells how far it is.
 *
 * @param future the operation; spawn it, or poll both in one task
 * @param progress what it tells, on the main context of its task: of what nobody has read yet the latest alone. It ends when
 *     the operation has ended or is cancelled and settled; cancelling it leaves the operation as it is
 */
public record WithProgress<T extends @Nullable Object, P>(GioFuture<T> future, Stream<P> progress) {}
