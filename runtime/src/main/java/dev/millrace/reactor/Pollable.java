package dev.millrace.reactor;

/** Something whose readiness a reactor of the same backend can tell: a socket, or any other handle. */
public interface Pollable {}
