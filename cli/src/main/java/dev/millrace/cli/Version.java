package dev.millrace.cli;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"millrace " + version(), "java " + Runtime.version()};
    }

    /** From the module's descriptor or the jar's manifest; classes that were run out of a directory have neither. */
    private static String version() {
        Class<?> type = Version.class;
        return Optional.ofNullable(type.getModule().getDescriptor())
                .flatMap(ModuleDescriptor::rawVersion)
                .or(() -> Optional.ofNullable(type.getPackage().getImplementationVersion()))
                .orElse("(unpackaged)");
    }
}
