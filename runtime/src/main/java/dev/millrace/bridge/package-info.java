/**
 * To and from what the JDK has for the same things: stages, flows, executors.
 *
 * <pre>
 *   CompletionStage ◄──Stages.stage(context, future)──  Future   ◄──Stages.future(stage)──  CompletionStage
 *   Flow.Publisher  ◄──Flows.publisher(context, ..)───  Stream   ◄──Flows.stream(publisher)─ Flow.Publisher
 *   ScheduledExecutorService ◄──ContextExecutor.of(context)── Context
 * </pre>
 *
 * <b>Cast.</b> {@link dev.millrace.bridge.Stages}: futures of stages and stages of futures. {@link
 * dev.millrace.bridge.Flows}: streams of publishers and publishers of streams. {@link
 * dev.millrace.bridge.ContextExecutor}: a context as the executor that libraries of the JDK's kind ask for.
 *
 * <p><b>Threading law.</b> What a context gives, it gives on its own thread: completions, signals to subscribers, tasks. What
 * comes from outside may come on any thread; it is put down, and a task is woken. No thread of the JDK's common pool is used.
 *
 * <p><b>Not here.</b> Futures and streams themselves ({@code dev.millrace.future}), pools ({@code dev.millrace.runtime}).
 *
 * <p><b>Read first.</b> {@link dev.millrace.bridge.Stages}.
 */
@NullMarked
package dev.millrace.bridge;

import org.jspecify.annotations.NullMarked;
