package dev.millrace.glib.gio;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.millrace.glib.abi.Callbacks;
import dev.millrace.glib.abi.Memory;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** What an operation has given C code for as long as that may touch it: strings, arrays, callbacks by their numbers. */
final class Lent {
    private final List<MemorySegment> blocks = new ArrayList<>();
    private final List<MemorySegment> byteArrays = new ArrayList<>(0);
    private final List<MemorySegment> numbers = new ArrayList<>(0);
    /** Of callbacks that C code lets go of by itself. */
    private final List<MemorySegment> kept = new ArrayList<>(0);

    MemorySegment string(String text) {
        MemorySegment string = Memory.string(text);
        blocks.add(string);
        return string;
    }

    /** An array that ends with NULL. */
    MemorySegment strings(String[] texts) {
        MemorySegment array = block(ADDRESS.byteSize() * (texts.length + 1L));
        for (int i = 0; i < texts.length; i++) array.setAtIndex(ADDRESS, i, string(texts[i]));
        array.setAtIndex(ADDRESS, texts.length, MemorySegment.NULL);
        return array;
    }

    /** A {@code GList}. */
    MemorySegment list(List<String> texts) {
        MemorySegment next = MemorySegment.NULL;
        for (int i = texts.size() - 1; i >= 0; i--) {
            MemorySegment node = block(ADDRESS.byteSize() * 3);
            node.setAtIndex(ADDRESS, 0, string(texts.get(i)));
            node.setAtIndex(ADDRESS, 1, next);
            node.setAtIndex(ADDRESS, 2, MemorySegment.NULL);
            if (next.address() != 0) next.setAtIndex(ADDRESS, 2, node);
            next = node;
        }
        return next;
    }

    /** A {@code GByteArray}. */
    MemorySegment byteArray(byte[] bytes) {
        MemorySegment data = Memory.allocate(bytes.length);
        MemorySegment.copy(bytes, 0, data, JAVA_BYTE, 0, bytes.length);
        MemorySegment array = Memory.newByteArray(data, bytes.length);
        byteArrays.add(array);
        return array;
    }

    MemorySegment number(Object callback) {
        MemorySegment number = Callbacks.number(callback);
        numbers.add(number);
        return number;
    }

    /** A number that is not forgotten with the others. */
    MemorySegment keptNumber(Object callback) {
        MemorySegment number = Callbacks.number(callback);
        kept.add(number);
        return number;
    }

    /** C code has not been told of those. */
    void forgetKept() {
        kept.forEach(Callbacks::forget);
    }

    private MemorySegment block(long bytes) {
        MemorySegment block = Memory.allocate(bytes);
        blocks.add(block);
        return block;
    }

    /** Takes all of it back but what is kept. */
    void close() {
        blocks.forEach(Memory::free);
        byteArrays.forEach(Memory::unrefByteArray);
        numbers.forEach(Callbacks::forget);
        blocks.clear();
        byteArrays.clear();
        numbers.clear();
    }
}
