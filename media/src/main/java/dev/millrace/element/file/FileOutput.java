package dev.millrace.element.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Where a {@link WriteBuffer} writes to: a file, or what a test has in its place. Each call is one of the system's. */
interface FileOutput {
    /** Writes {@code count} pieces from the one at {@code first} on, or a part of them; gives how many bytes, and moves their positions. */
    long write(ByteBuffer[] pieces, int first, int count) throws IOException;

    /** What is written next belongs to {@code target}, in bytes from the beginning. */
    void position(long target) throws IOException;

    void close() throws IOException;

    /** That of an open file. */
    static FileOutput of(FileChannel channel) {
        return new FileOutput() {
            @Override
            public long write(ByteBuffer[] pieces, int first, int count) throws IOException {
                return count == 1 ? channel.write(pieces[first]) : channel.write(pieces, first, count);
            }

            @Override
            public void position(long target) throws IOException {
                channel.position(target);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
