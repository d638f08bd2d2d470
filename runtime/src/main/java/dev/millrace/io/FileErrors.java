package dev.millrace.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Exceptions of files with what was wanted in them; the type and its {@code getFile()} stay those of the JDK. */
final class FileErrors {
    private FileErrors() {}

    /** For {@code what}, the rest of "cannot". */
    static IOException named(String what, Path path, IOException e) {
        String lead = "cannot " + what + ": path=" + path + " reason=";
        String file = path.toString();
        IOException named = switch (e) {
            case NoSuchFileException _ -> new NoSuchFile(file, lead + "no such file or directory");
            case AccessDeniedException _ -> new AccessDenied(file, lead + "permission denied");
            case FileAlreadyExistsException _ -> new AlreadyExists(file, lead + "it exists already");
            case NotDirectoryException _, DirectoryNotEmptyException _, FileSystemLoopException _ -> e;
            case FileSystemException f when f.getReason() != null -> new Other(file, lead + f.getReason());
            default -> e;
        };
        if (named != e) named.initCause(e);
        return named;
    }

    // The JDK's own message would be the path with the reason behind it.

    private static final class NoSuchFile extends NoSuchFileException {
        private static final long serialVersionUID = 1L;
        private final String message;

        NoSuchFile(String file, String message) {
            super(file);
            this.message = message;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }

    private static final class AccessDenied extends AccessDeniedException {
        private static final long serialVersionUID = 1L;
        private final String message;

        AccessDenied(String file, String message) {
            super(file);
            this.message = message;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }

    private static final class AlreadyExists extends FileAlreadyExistsException {
        private static final long serialVersionUID = 1L;
        private final String message;

        AlreadyExists(String file, String message) {
            super(file);
            this.message = message;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }

    private static final class Other extends FileSystemException {
        private static final long serialVersionUID = 1L;
        private final String message;

        Other(String file, String message) {
            super(file);
            this.message = message;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }
}
