package dev.millrace.bench;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Looks at a file before minutes are spent on what is to be written into it. */
final class FileToWrite implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
        Path file;
        try {
            file = Path.of(text);
        } catch (InvalidPathException e) {
            throw refusal(text, String.valueOf(e.getMessage()));
        }
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || Files.isDirectory(file)) throw refusal(text, "it is a directory");
        if (!Files.isDirectory(directory)) throw refusal(text, "no such directory");
        if (!Files.isWritable(Files.exists(file) ? file : directory)) throw refusal(text, "permission denied");
        return file;
    }

    private static TypeConversionException refusal(String file, String reason) {
        return new TypeConversionException("file cannot be written: file=" + file + " reason=" + reason);
    }
}
