/**
 * Elements that check a stream, or end it where nobody needs it.
 *
 * <pre>
 *   ... ──► CapsFilter ──► ...        refuses what is not the format that was asked for
 *   ... ──► Identity, NetSim ──► ...  look, delay, lose
 *   FakeSrc ──► ... ──► FakeSink ──► BufferPool   makes; counts and lets go
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.element.test.CapsFilter}: capsfilter, also written as bare caps in launch text. {@link
 * dev.millrace.element.test.FakeSink}, {@link dev.millrace.element.test.FakeSrc}: fakesink, fakesrc. {@link
 * dev.millrace.element.test.Identity}: identity. {@link dev.millrace.element.test.NetSim}: netsim, a bad network.
 *
 * <p><b>Threading law.</b> Everything runs on the thread of the stream; counters are read from any thread, a little late.
 *
 * <p><b>Not here.</b> What tests are written with ({@code dev.millrace.testkit}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.element.test.FakeSink}.
 */
@NullMarked
package dev.millrace.element.test;

import org.jspecify.annotations.NullMarked;
