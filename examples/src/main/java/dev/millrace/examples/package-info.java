/**
 * Programs of one screen that use the runtime as its users do, and {@code millrace example}, which runs them.
 *
 * <pre>
 *   millrace example NAME [args]
 *        │
 *   ExampleCommand ──looks up──► Examples ──► Example: runs on the thread that calls it, opens and closes what it needs
 *                                               ├── OnMainLoop: its work is one future on the main loop of GLib
 *                                               └── OnContext: its work is one future on one context
 *                                                     ├── the command gives it a context of this machine
 *                                                     └── a test gives it one under a stepped clock, or simulates it whole
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.examples.ExampleCommands}: brings the command to {@code millrace}. Everything else is of
 * this package alone: {@code Example}, {@code OnContext}, {@code Examples} with the list of them, and a class for each.
 * {@code Forge} is the HTTP server that {@code Pipeline} asks, and how it asks.
 *
 * <p><b>Threading law.</b> Each example says on which threads its parts run; that is what most of them are about. What is
 * printed, and in which order, does not depend on how fast threads are.
 *
 * <p><b>Not here.</b> Media pipelines ({@code millrace launch}); measurements ({@code dev.millrace.bench}).
 *
 * <p><b>Read first.</b> {@code docs/runtime.md}, which shows the examples in their order; then {@code Mixed}.
 */
@NullMarked
package dev.millrace.examples;

import org.jspecify.annotations.NullMarked;
