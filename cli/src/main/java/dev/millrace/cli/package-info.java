/**
 * The {@code millrace} command: words in, exit code out.
 *
 * <pre>
 *   args ──► Main ──► picocli ──► a command (here, or a jar's MillraceCommand) ──► library call ──► exit code
 *              │                        │
 *         UsageErrors              CommandFailure, any exception
 *              │                        │
 *              └──────► ErrorReport ◄───┘      one line on stderr; with -v also the stack trace
 * </pre>
 *
 * Cast:
 * <ul>
 *   <li>{@link Main}: the entry; knows the commands of this module and looks for those of others
 *   <li>{@link MillraceCommand}: how another module (bench, examples) adds a command
 *   <li>{@link CommonOptions}: {@code -h} and {@code -v}, to mix into every command
 *   <li>{@link LiveLine}: shows progress; {@link StopOnSignal}: ends work in order on Ctrl-C
 *   <li>{@link CommandFailure}, {@link ExitCode}: how a command ends other than well
 * </ul>
 *
 * Law: everything runs on the main thread. A command only parses and prints: the work is done by a library that takes
 * what it needs as arguments. What goes to stdout is the result, what goes to stderr is for people.
 *
 * <p>Not here: the work of {@code send} and {@code receive} ({@code dev.millrace.load}).
 *
 * <p>Read first: {@link Main}.
 */
@NullMarked
package dev.millrace.cli;

import org.jspecify.annotations.NullMarked;
