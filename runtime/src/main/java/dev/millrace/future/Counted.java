package dev.millrace.future;

/** {@link Stream#count}. */
final class Counted extends Drain<Object, Long> {
    private long items;

    Counted(Stream<?> source) {
        super(source);
    }

    @Override
    void accept(Object item) {
        items++;
    }

    @Override
    boolean end() {
        return succeed(items);
    }
}
