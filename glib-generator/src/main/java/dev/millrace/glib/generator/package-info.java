/**
 * Writes Java classes with a future for each asynchronous operation of a library that has java-gi bindings. Runs in a build.
 *
 * <pre>
 *   sources jars of the bindings ──SourceIndex──► BoundType, BoundMethod ──Pairing──► Pair (start, finish)
 *        ──Planner──► Operation, or the reason why not ──Emitter──► FileFutures.java, ...
 * </pre>
 *
 * <p>The sources rather than the classes, because they have the names of parameters, what may be null, and the documentation. Which C
 * function a method calls, and with what types, is read from its body.
 *
 * <b>Cast.</b> {@link dev.millrace.glib.generator.Main}: the program; {@link dev.millrace.glib.generator.Generation}: one run of it,
 * and what it came to. {@code Rules} has what no rule finds.
 *
 * <p><b>Threading law.</b> One thread.
 *
 * <p><b>Not here.</b> What the generated classes call ({@code dev.millrace.glib.gio} and {@code dev.millrace.glib.abi}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.glib.generator.Generation}, then {@code Planner}.
 */
@NullMarked
package dev.millrace.glib.generator;

import org.jspecify.annotations.NullMarked;
