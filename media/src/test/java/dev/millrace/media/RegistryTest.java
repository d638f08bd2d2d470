package dev.millrace.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.caps.Caps;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {
    /** A plugin that works. */
    public static final class Good implements Plugin {
        @Override
        public String name() {
            return "good";
        }

        @Override
        public String description() {
            return "works";
        }

        @Override
        public List<ElementFactory<?>> factories() {
            return List.of(ElementFactory.of("goodelement", Parts.Drain::new).sink(Caps.any()));
        }
    }

    /** A plugin that cannot be made. */
    public static final class Broken implements Plugin {
        /** Fails. */
        public Broken() {
            throw new IllegalStateException("planted");
        }

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public String description() {
            return "";
        }

        @Override
        public List<ElementFactory<?>> factories() {
            return List.of();
        }
    }

    /** A plugin whose elements cannot be loaded. */
    public static final class Unlinked implements Plugin {
        @Override
        public String name() {
            return "unlinked";
        }

        @Override
        public String description() {
            return "";
        }

        @Override
        public List<ElementFactory<?>> factories() {
            throw new NoClassDefFoundError("planted");
        }
    }

    @Test
    void aPluginThatFailsIsSkippedAndTheOthersAreThere(@TempDir Path directory) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(Plugin.class.getName()),
                String.join(
                        "\n",
                        "dev.millrace.NoSuchPlugin",
                        Broken.class.getName(),
                        Unlinked.class.getName(),
                        Good.class.getName()));
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            Registry registry = Registry.load(ServiceLoader.load(Plugin.class, loader));
            assertThat(registry.find("goodelement")).isNotNull();
            assertThat(registry.find("ts-udpsrc")).isNotNull();
        }
    }

    @Test
    void aRegistryWithMoreElementsLeavesTheFirstAlone() {
        Registry more = Registry.installed().with(Parts.Pump.FACTORY);
        assertThat(more.find("pump")).isSameAs(Parts.Pump.FACTORY);
        assertThat(Registry.installed().find("pump")).isNull();
        assertThat(List.copyOf(more.factories().keySet())).isSorted();
    }
}
