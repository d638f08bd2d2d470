package dev.millrace.launch;

/**
 * One {@code !}. Where both ends list pads, they list equally many, to be linked in order.
 *
 * @param from the upstream side
 * @param to the downstream side
 * @param bang where the {@code !} stands
 */
public record Link(LinkEnd from, LinkEnd to, Span bang) {}
