package dev.millrace.runtime;

import dev.millrace.future.Future;
import dev.millrace.future.Waker;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Calls a body when polled; checked exceptions come wrapped. */
final class CallFuture<T extends @Nullable Object> implements Future<T> {
    private final Callable<T> body;

    CallFuture(Callable<T> body) {
        this.body = body;
    }

    @Override
    public boolean poll(Waker waker) {
        return true;
    }

    @Override
    public T result() {
        try {
            return body.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
