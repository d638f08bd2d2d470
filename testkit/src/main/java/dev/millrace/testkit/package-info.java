/**
 * What elements are tested with, here and by those who write their own: one thread, a clock that the test moves, counted
 * buffers.
 *
 * <pre>
 *   test ──push, event──► Feeder ──► element under test ──► Catcher ──pull, events──► test
 *     └──advance──► SteppedEnvironment                └──post──► bus ──messages──► test
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.testkit.PadHarness}: one element, or a few, alone. {@link
 * dev.millrace.testkit.RtpPackets}: packets as a sender would make them. {@link dev.millrace.testkit.RtpSender}: streams of them, in any
 * environment. {@code Feeder}, {@code Catcher}: the elements
 * before and after.
 *
 * <p><b>Threading law.</b> Everything happens on the thread of the test, within its calls.
 *
 * <p><b>Not here.</b> Networks that lose packets ({@code dev.millrace.sim}), load ({@code dev.millrace.load}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.testkit.PadHarness}.
 */
@NullMarked
package dev.millrace.testkit;

import org.jspecify.annotations.NullMarked;
