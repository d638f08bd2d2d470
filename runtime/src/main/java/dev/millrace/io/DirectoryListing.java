package dev.millrace.io;

import dev.millrace.future.Future;
import dev.millrace.future.Stream;
import dev.millrace.future.Waker;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link AsyncFiles#list}: entries by the hundred from the pool, handed out one by one. */
final class DirectoryListing implements Stream<Path> {
    private static final int BATCH = 100;

    private final Batches batches;
    private final ArrayDeque<Path> ready = new ArrayDeque<>();
    private final Next next = new Next();

    DirectoryListing(Path directory) {
        batches = new Batches(directory);
    }

    @Override
    public Future<@Nullable Path> next() {
        next.open();
        return next;
    }

    @Override
    public void cancel() {
        next.cancel();
        ready.clear();
        batches.cancel();
    }

    private final class Next extends Operation<@Nullable Path> {
        Next() {
            super("next of a listing");
        }

        @Override
        boolean advance(Waker waker) {
            if (ready.isEmpty()) {
                Future<@Nullable List<Path>> batch = batches.next();
                if (!batch.poll(waker)) return false;
                List<Path> more = batch.result();
                if (more != null) ready.addAll(more);
            }
            return succeed(ready.poll());
        }
    }

    private static final class Batches extends PooledStream<List<Path>> {
        private final Path directory;
        private @Nullable DirectoryStream<Path> open;
        private @Nullable Iterator<Path> entries;

        Batches(Path directory) {
            this.directory = directory;
        }

        @Override
        @SuppressWarnings("StreamResourceLeak") // closed by finish
        @Nullable
        List<Path> step() throws IOException {
            try {
                if (open == null) open = Files.newDirectoryStream(directory);
                if (entries == null) entries = open.iterator();
                List<Path> batch = new ArrayList<>();
                while (batch.size() < BATCH && entries.hasNext()) batch.add(entries.next());
                return batch.isEmpty() ? null : batch;
            } catch (DirectoryIteratorException e) {
                throw new IOException("cannot list a directory: path=" + directory, e.getCause());
            } catch (IOException e) {
                throw FileErrors.named("list a directory", directory, e);
            }
        }

        @Override
        void finish(boolean complete) {
            try {
                if (open != null) open.close();
            } catch (IOException _) {
                // It was only read.
            }
        }
    }
}
