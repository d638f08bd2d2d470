package dev.millrace.runtime;

import java.util.concurrent.CompletionException;

/** How failures cross from one thread to another. */
final class Failures {
    private Failures() {}

    /** The failure as it is thrown from a method that declares none: itself, or wrapped when it is checked. */
    static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) throw error;
        return failure instanceof RuntimeException e ? e : new CompletionException(failure);
    }
}
