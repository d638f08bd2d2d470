package dev.millrace.future;

/** A future was used after it gave its result, or after it was cancelled. */
public final class FutureFinishedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param future what the future is, for a reader of the message
     * @param state how it was finished, such as {@code taken} or {@code cancelled}
     */
    public FutureFinishedException(String future, String state) {
        super("future is finished: future=" + future + " state=" + state
                + "; it gives its result once, so keep the value, or make a new future for each use");
    }
}
