package dev.millrace.media;

/** What a probe wants. */
public enum ProbeReturn {
    /** It goes on. */
    PASS,
    /** It ends here, as if it had been taken. */
    DROP,
    /** It goes on, and this probe is taken away. */
    REMOVE
}
