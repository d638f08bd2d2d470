package dev.millrace.codec;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tones by libspandsp, which telephone switches use. The library is a part of the system: it is called where it is installed, and
 * nothing here is linked with it.
 */
final class SpandspTone extends ToneGenerator {
    private static final String FILE = "libspandsp.so.2";

    /** The calls that are needed, or null where they cannot be had. */
    private static final @Nullable Calls CALLS = find();

    private record Calls(
            MethodHandle describe, MethodHandle begin, MethodHandle generate, MethodHandle end, MethodHandle forget) {}

    private final Calls calls;
    /** Address of the library's state, or 0; pointers are passed as addresses, so that a call allocates nothing. */
    private long state;

    /** A tone at its beginning; {@link #isInstalled} says whether there are any. */
    SpandspTone(Tone tone) {
        if (CALLS == null) throw new IllegalStateException("library is not installed: file=" + FILE);
        calls = CALLS;
        try {
            long description = (long) calls.describe()
                    .invokeExact(
                            0L,
                            tone.hz(),
                            tone.dbm0(),
                            tone.hz2(),
                            tone.dbm02(),
                            tone.onMs(),
                            tone.offMs(),
                            tone.on2Ms(),
                            tone.off2Ms(),
                            tone.repeats() ? 1 : 0);
            state = (long) calls.begin().invokeExact(0L, description);
            calls.forget().invokeExact(description);
        } catch (Throwable e) {
            throw unexpected(e);
        }
        if (state == 0) throw new OutOfMemoryError("tone generator cannot be made: tone=" + tone);
    }

    static boolean isInstalled() {
        return CALLS != null;
    }

    @SuppressWarnings("restricted") // with the Linux package, the one place that calls native code
    private static @Nullable Calls find() {
        try {
            SymbolLookup library = SymbolLookup.libraryLookup(FILE, Arena.global());
            MemoryLayout[] description = new MemoryLayout[10];
            Arrays.fill(description, JAVA_INT);
            description[0] = JAVA_LONG;
            return new Calls(
                    call(library, "tone_gen_descriptor_init", FunctionDescriptor.of(JAVA_LONG, description)),
                    call(library, "tone_gen_init", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG)),
                    call(library, "tone_gen", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT)),
                    call(library, "tone_gen_free", FunctionDescriptor.ofVoid(JAVA_LONG)),
                    call(library, "tone_gen_descriptor_free", FunctionDescriptor.ofVoid(JAVA_LONG)));
        } catch (RuntimeException | LinkageError e) {
            // Not installed, another library of this name, or this JVM may not call native code.
            return null;
        }
    }

    @SuppressWarnings("restricted") // as find
    private static MethodHandle call(SymbolLookup library, String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
    }

    @Override
    public void generate(MemorySegment into, long offset, int samples) {
        if (state == 0) throw new IllegalStateException("tone generator is closed");
        if (offset < 0 || 2L * samples > into.byteSize() - offset)
            throw new IndexOutOfBoundsException("samples exceed memory: offset=" + offset + " samples=" + samples);
        int made;
        try {
            made = (int) calls.generate().invokeExact(state, into.address() + offset, samples);
        } catch (Throwable e) {
            throw unexpected(e);
        }
        for (int i = made; i < samples; i++) write(into, offset, i, (short) 0);
    }

    @Override
    public void close() {
        long freed = state;
        state = 0;
        if (freed == 0) return;
        try {
            calls.end().invokeExact(freed);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A handle of this type throws nothing of its own. */
    private static RuntimeException unexpected(Throwable thrown) {
        if (thrown instanceof Error error) throw error;
        return new IllegalStateException("library call failed: file=" + FILE, thrown);
    }
}
