/**
 * The model of a pipeline: elements with pads, buffers that flow, events and messages that tell of them, states.
 *
 * <pre>
 *   any thread ── Pipeline.play, set ──► StateChange ──trigger──► StreamTask (on a Context)
 *                                                                  │ step
 *                 Element            Element                       ▼
 *   source ──► SrcPad.push ──► SinkPad ─► chain ─► SrcPad.push ──► ... ──► sink ──► BufferPool
 *                                                                  └──post──► Bus ──► application
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.media.Element}: a node. {@link dev.millrace.media.Bin}, {@link
 * dev.millrace.media.GhostPad}: several as one. {@link dev.millrace.media.SrcPad}, {@link dev.millrace.media.SinkPad}: its
 * ends; {@link dev.millrace.media.PadListener}: hears of those that come and go. {@link dev.millrace.media.PadBlock}, {@link
 * dev.millrace.media.BufferProbe}, {@link dev.millrace.media.EventProbe}, {@link dev.millrace.media.ProbeReturn}, {@link
 * dev.millrace.media.CountProbe}: what stops or watches a stream at a pad. {@link dev.millrace.media.Transform}, {@link dev.millrace.media.Sink}: the usual
 * kinds of node. {@link dev.millrace.media.Buffer}, {@link dev.millrace.media.BufferPool}: what flows, and where it
 * returns. {@link dev.millrace.media.BufferList}: several at once. {@link dev.millrace.media.Meta}: what is attached to one, such as {@link
 * dev.millrace.media.AudioLevel}.
 * {@link dev.millrace.media.Event}, {@link dev.millrace.media.Query}: what is told and asked along the pads. {@link dev.millrace.media.FlowReturn}: what came
 * of a push. {@link dev.millrace.media.StreamTask}, {@link dev.millrace.media.StreamLoop}: what pushes. {@link
 * dev.millrace.media.Entrance}: the way into such a task. {@link dev.millrace.media.Pipeline}, {@link dev.millrace.media.State}: the whole, and how far it is up. {@link
 * dev.millrace.media.Clock}: what its time is counted by. {@link dev.millrace.media.SignalHandler}: hears of an element. {@link
 * dev.millrace.media.Bus}, {@link dev.millrace.media.Message}: what the application hears. {@link
 * dev.millrace.media.Property}, {@link dev.millrace.media.ElementFactory}, {@link dev.millrace.media.Plugin}, {@link
 * dev.millrace.media.Registry}: what there is to build with.
 * {@link dev.millrace.media.Source}: live or not. {@link dev.millrace.media.SinkSettings}, {@link
 * dev.millrace.media.SourceSettings}: what all sinks and all sources can be told. {@link dev.millrace.media.Unit}: what a property counts. {@link dev.millrace.media.Sample}: a buffer with
 * its format, as an application gets it. {@link dev.millrace.media.ContextSettings}: on which context an element
 * streams. {@link dev.millrace.media.Pad}, {@link dev.millrace.media.PadTemplate}: what pads have in common, and what
 * they may be. {@link dev.millrace.media.LinkException}, {@link dev.millrace.media.PropertyException}: what does not fit. {@link
 * dev.millrace.media.Converters}: what would make it fit.
 *
 * <p><b>Threading law.</b> Buffers and serialized events of a stream flow on one context's thread at a time. State hooks of
 * elements run on a blocking thread; below PAUSED while nothing streams. Messages, property writes, queries and events
 * upstream may come from any thread.
 *
 * <p><b>Not here.</b> Concrete elements ({@code dev.millrace.element}), the launch text ({@code dev.millrace.launch}), caps
 * ({@code dev.millrace.caps}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.media.Element}, then {@link dev.millrace.media.StreamTask}.
 */
@NullMarked
package dev.millrace.media;

import org.jspecify.annotations.NullMarked;
