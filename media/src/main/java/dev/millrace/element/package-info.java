/**
 * The plugin of the elements that come with Millrace.
 *
 * <pre>
 *   ServiceLoader ──► CoreElements ──► factories of element.audio, element.file, element.rtp, element.test, ...
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.element.CoreElements}: the list of them all.
 *
 * <p><b>Threading law.</b> None; factories are immutable.
 *
 * <p><b>Not here.</b> The elements themselves: each family has a package of its own and knows no other.
 *
 * <p><b>Read first.</b> {@link dev.millrace.element.CoreElements}.
 */
@NullMarked
package dev.millrace.element;

import org.jspecify.annotations.NullMarked;
