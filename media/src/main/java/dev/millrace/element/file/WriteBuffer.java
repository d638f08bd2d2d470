package dev.millrace.element.file;

import dev.millrace.media.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes on their way into a file, gathered so that one call of the system writes many.
 *
 * <p>They are copied: a buffer of a stream mostly fills a small part of its slot, and a slot that waits for others is one that its
 * pool has to make anew. Of one thread at a time.
 */
final class WriteBuffer {
    private static final int FIRST_BYTES = 4096;

    private final FileOutput file;
    private final WriteOptions options;
    private final int most;

    private ByteBuffer block = ByteBuffer.allocate(0);
    private final ByteBuffer[] pieces = new ByteBuffer[2];
    /** Where the file is written next. */
    private long position;

    WriteBuffer(FileOutput file, WriteOptions options) {
        this.file = file;
        this.options = options;
        this.most = options.mode() == BufferMode.UNBUFFERED ? 0 : options.gathered();
    }

    /** Takes what is in a buffer, which stays the caller's. */
    void add(Buffer buffer) throws IOException {
        int bytes = buffer.length();
        if (bytes == 0) return;
        boolean fits = block.position() + bytes <= most && makeRoom(bytes);
        if (!fits && options.mode() != BufferMode.DEFAULT) flush();
        if (fits || (bytes <= most && options.mode() != BufferMode.DEFAULT && makeRoom(bytes)))
            block.put(buffer.data().asByteBuffer());
        else writeWithBlock(buffer.data().asByteBuffer());
    }

    /** Whether the block has room for so many more bytes, perhaps after it has grown; not where the memory is used up. */
    private boolean makeRoom(int bytes) {
        if (block.remaining() >= bytes) return true;
        long wanted = Math.max(Math.max(FIRST_BYTES, 2L * block.capacity()), (long) block.position() + bytes);
        try {
            block = ByteBuffer.allocateDirect((int) Math.min(wanted, most)).put(block.flip());
            return true;
        } catch (OutOfMemoryError _) {
            return false;
        }
    }

    /** Writes what is gathered. */
    void flush() throws IOException {
        if (block.position() == 0) return;
        pieces[0] = block.flip();
        writeAll(1);
        block.clear();
    }

    private void writeWithBlock(ByteBuffer bytes) throws IOException {
        int count = 0;
        if (block.position() > 0) pieces[count++] = block.flip();
        pieces[count++] = bytes;
        writeAll(count);
        block.clear();
    }

    private void writeAll(int count) throws IOException {
        for (int first = 0; first < count; ) {
            if (pieces[first].hasRemaining()) position += write(first, count - first);
            else first++;
        }
    }

    /** One call, again where it may help. */
    private long write(int first, int count) throws IOException {
        long untilNs = options.retries().untilNs();
        while (true) {
            try {
                return file.write(pieces, first, count);
            } catch (IOException e) {
                if (!options.retries().again(e, untilNs)) throw e;
                // A part may have been written, perhaps wrongly.
                if (!options.append()) file.position(position);
            }
        }
    }

    /** Has what follows written from {@code target} on, in bytes from the beginning; without effect when appending. */
    void seek(long target) throws IOException {
        if (options.append() || target == position + block.position()) return;
        flush();
        file.position(target);
        position = target;
    }

    void close() throws IOException {
        file.close();
    }
}
