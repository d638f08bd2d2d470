/**
 * Caps: what media can be, in words that two elements compare; GStreamer's model and syntax.
 *
 * <pre>
 *   "audio/x-raw, format=S16LE, rate=[ 1, 48000 ]; audio/x-mulaw"
 *        │ Caps.parse                                ▲ toString
 *        ▼                                           │
 *      Caps ──has several──► Structure ──has a name and fields──► Value
 *        │ canIntersect, intersect, isSubsetOf, fixate   ask the same of their structures, and these of their values
 *        ▼
 *      Caps
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.caps.Caps}: anything, nothing, or alternatives, the preferred one first. {@link
 * dev.millrace.caps.Structure}: one alternative; also the content of custom events and element messages. {@link
 * dev.millrace.caps.Value}: what a field may be: one value, a range, a choice. {@link
 * dev.millrace.caps.CapsSyntaxException}: where text is wrong.
 *
 * <p><b>Threading law.</b> Everything is immutable; any thread may use it.
 *
 * <p><b>Not here.</b> Negotiation between elements ({@code dev.millrace.media}); memory features; steps in ranges.
 *
 * <p><b>Read first.</b> {@link dev.millrace.caps.Value}, then {@link dev.millrace.caps.Structure}.
 */
@NullMarked
package dev.millrace.caps;

import org.jspecify.annotations.NullMarked;
