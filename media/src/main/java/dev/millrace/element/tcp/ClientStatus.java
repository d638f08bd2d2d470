package dev.millrace.element.tcp;

/** Why a client of a {@link TcpServerSink} is gone. */
public enum ClientStatus {
    /** It has closed the connection. */
    CLOSED,
    /** The application has removed it, or the sink went down. */
    REMOVED,
    /** It fell behind {@code units-max}, or took nothing for longer than {@code timeout}. */
    SLOW,
    /** The application has removed it, and it has taken what was there for it. */
    FLUSHING,
    /** The connection failed. */
    ERROR
}
