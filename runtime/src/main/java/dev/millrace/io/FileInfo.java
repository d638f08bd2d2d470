package dev.millrace.io;

import java.nio.file.Path;
import java.time.Instant;

/**
 * What the file system knows of a file.
 *
 * @param sizeBytes meaningful for regular files
 * @param link whether it is a symbolic link itself; only where links were not followed
 */
public record FileInfo(
        Path path,
        boolean regular,
        boolean directory,
        boolean link,
        long sizeBytes,
        Instant modified,
        Instant created,
        Instant accessed) {}
