package dev.millrace.element.tcp;

/** Why a client of a {@link TcpServerSink} is gone. */
public enum ClientStatus {
    /** It has closed the connection. */
    CLOSED,
    /** The sink went down. */
    REMOVED,
    /** It fell behind {@code buffers-max}. */
    SLOW,
    /** The connection failed. */
    ERROR
}
