package dev.millrace.media;

/** What came of pushing a buffer; anything but {@link #OK} tells the pusher to stop. */
public enum FlowReturn {
    /** It was taken. */
    OK,
    /** Downstream wants no more. */
    EOS,
    /** Downstream is flushing or not up. */
    FLUSHING,
    /** The pad has no peer. */
    NOT_LINKED,
    /** Downstream does not take this format. */
    NOT_NEGOTIATED,
    /** Downstream failed and has posted why. */
    ERROR
}
