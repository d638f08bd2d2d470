package dev.millrace.future;

import org.jspecify.annotations.Nullable;

/** Two values that came together. */
public record Pair<A extends @Nullable Object, B extends @Nullable Object>(A first, B second) {}
