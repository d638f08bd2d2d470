package dev.millrace.media;

import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All elements that can be made here, by name; immutable. */
public final class Registry {
    private static final System.Logger LOG = System.getLogger("dev.millrace.media");

    /** Loads the plugins at the first use. */
    private static final class Loaded {
        static final Registry INSTANCE = load(ServiceLoader.load(Plugin.class));
    }

    private final Map<String, ElementFactory<?>> factories;
    private final Map<String, Plugin> plugins;

    private Registry(Map<String, ElementFactory<?>> factories, Map<String, Plugin> plugins) {
        this.factories = Collections.unmodifiableMap(factories);
        this.plugins = Map.copyOf(plugins);
    }

    /** The elements of all plugins that were found when it was first asked for. */
    public static Registry installed() {
        return Loaded.INSTANCE;
    }

    /** A registry of just these elements and those of this one. */
    public Registry with(ElementFactory<?>... more) {
        Map<String, ElementFactory<?>> all = new TreeMap<>(factories);
        for (ElementFactory<?> factory : more) all.put(factory.name(), factory);
        return new Registry(all, plugins);
    }

    /** The factory of this name, or null. */
    public @Nullable ElementFactory<?> find(String name) {
        return factories.get(name);
    }

    /** All factories by name, in the order of the names. */
    public Map<String, ElementFactory<?>> factories() {
        return factories;
    }

    /** The plugin that brought the element of this name, or null when none did. */
    public @Nullable Plugin plugin(String elementName) {
        return plugins.get(elementName);
    }

    /** The elements of all plugins that can be loaded; those that cannot are skipped with a warning. */
    static Registry load(ServiceLoader<Plugin> found) {
        Map<String, ElementFactory<?>> all = new TreeMap<>();
        Map<String, Plugin> from = new TreeMap<>();
        Iterator<Plugin> plugins = found.iterator();
        while (true) {
            try {
                if (!plugins.hasNext()) return new Registry(all, from);
                Plugin plugin = plugins.next();
                for (ElementFactory<?> factory : plugin.factories()) {
                    if (all.putIfAbsent(factory.name(), factory) == null) from.put(factory.name(), plugin);
                }
            } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
                LOG.log(Level.WARNING, "a plugin cannot be loaded and is skipped", e);
            }
        }
    }
}
