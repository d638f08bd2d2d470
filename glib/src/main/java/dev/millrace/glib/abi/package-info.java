/**
 * The C functions of GLib, GObject and GIO that the rooms above need, and what C code calls back: all by java.lang.foreign, with no
 * binding in between.
 *
 * <pre>
 *   loop, source, gio, signal ──downcall──► MainContexts, Sources, Objects, Values ──► libglib, libgobject, libgio
 *            ▲                                                                             │
 *            └── Java object ◄── number ◄── Callbacks: one function per shape ◄── user_data ┘
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.glib.abi.Native}: the libraries and their functions;
 * {@link dev.millrace.glib.abi.GlibMissingException}: they are not there. {@link dev.millrace.glib.abi.MainContexts},
 * {@link dev.millrace.glib.abi.Sources}: the main loop. {@link dev.millrace.glib.abi.Callbacks}: what C code calls.
 * {@link dev.millrace.glib.abi.Memory}: C's memory, strings and lists; {@link dev.millrace.glib.abi.GlibException}: a
 * {@code GError}. {@link dev.millrace.glib.abi.Objects}: handles with a reference of their own;
 * {@link dev.millrace.glib.abi.ObjectTypes}: their types, and new ones with properties;
 * {@link dev.millrace.glib.abi.SignalHandlers}: handlers of signals; {@code Values}: what they carry and properties are.
 * {@link dev.millrace.glib.abi.Cancellables}: what operations are cancelled by. {@code ProxyTypes}: what proxies are made of.
 * {@link dev.millrace.glib.abi.Boundary}: exceptions that stop before C code. {@code IdTable}: Java objects by number.
 *
 * <p><b>Threading law.</b> GLib's own: main contexts, sources and references from any thread; an object where its owner says.
 *
 * <p><b>Not here.</b> Anything that waits.
 *
 * <p><b>Read first.</b> {@link dev.millrace.glib.abi.Callbacks}.
 */
@NullMarked
package dev.millrace.glib.abi;

import org.jspecify.annotations.NullMarked;
