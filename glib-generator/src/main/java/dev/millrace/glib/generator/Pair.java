package dev.millrace.glib.generator;

import java.util.List;

/**
 * An asynchronous operation of the bindings: what begins it and what ends it.
 *
 * @param overloads further methods that begin it, with one flag where {@code start} has a set
 */
record Pair(BoundMethod start, BoundMethod finish, List<BoundMethod> overloads) {}
