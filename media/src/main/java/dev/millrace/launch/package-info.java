/**
 * Reads launch text, the one-line language of {@code gst-launch-1.0}, into elements and links with their positions.
 *
 * <pre>
 *   "ts-udpsrc port=5004 ! audio/x-raw,rate=8000 ! t.  tee name=t"
 *          |
 *       Scanner     characters -> tokens, each with its Span
 *          |
 *     LaunchParser  tokens -> chains
 *          |
 *      LaunchGraph  ElementNode 0..n   Link 0..m          LaunchSyntaxException
 *          |                                                      ^
 *      Launch        makes bins and elements, requests pads, ------+
 *                    links them, finds wrong names
 * </pre>
 *
 * Cast:
 * <ul>
 *   <li>{@link Launch}: makes a pipeline of a text
 *   <li>{@link LaunchParser}: text in, graph out
 *   <li>{@link LaunchGraph}: what was written, the elements in order and the links between them
 *   <li>{@link ElementNode}, {@link Assignment}, {@link Word}, {@link Span}: an element, its {@code name=value} pairs,
 *       their words and where these stand in the text
 *   <li>{@link Link}, {@link LinkEnd}: one {@code !} and its two sides
 *   <li>{@link LaunchSyntaxException}, {@link LaunchError}: what is wrong and where; prints the line with carets under
 *       it
 *   <li>{@link Suggestions}: the nearest known names to a mistyped one
 *   <li>{@link Dot}: the picture of a pipeline, in the language of Graphviz
 *   <li>{@link LaunchText}: launch text out of the words of a command line
 * </ul>
 *
 * Law: all types here are immutable values or pure functions, safe on any thread. Nothing knows which elements,
 * properties or caps exist: that is checked by whoever makes the pipeline, who reports it with the positions kept here.
 *
 * <p>Not here: caps themselves ({@code dev.millrace.caps}); a caps filter arrives as an element {@code capsfilter} with
 * its text.
 *
 * <p>Read first: {@link Launch}.
 */
@NullMarked
package dev.millrace.launch;

import org.jspecify.annotations.NullMarked;
