package dev.millrace.runtime;

/** Runs a piece of code once. */
final class RunnableTask extends Task {
    private final Runnable body;

    RunnableTask(Context context, Runnable body) {
        super(context);
        this.body = body;
    }

    @Override
    protected void run(long nowNs) {
        finish();
        try {
            body.run();
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    protected void failed(Throwable failure) {
        context().loop().faults.report("an executed body failed", failure);
    }
}
