package dev.millrace.launch;

/**
 * A name or a value of launch text.
 *
 * @param value the word as it is meant: without the quotes around it, escapes resolved
 * @param span where the word stands, as it is written
 */
public record Word(String value, Span span) {}
