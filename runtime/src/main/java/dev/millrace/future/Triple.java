package dev.millrace.future;

import org.jspecify.annotations.Nullable;

/** Three values that came together. */
public record Triple<A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>(
        A first, B second, C third) {}
