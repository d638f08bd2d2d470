package dev.millrace.glib.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One run: writes the futures of a package of the bindings.
 *
 * @param pairs how many operations were found
 * @param futures the C functions of those that have a future now
 * @param unsupported those that have none, and why
 * @param unpaired what looks like an operation but has no end, and why
 */
public record Generation(
        int pairs, List<String> futures, Map<String, String> unsupported, Map<String, String> unpaired) {

    /**
     * Writes them.
     *
     * @param jars the sources of the bindings, with those that they use
     * @param bindings the package to write futures for, such as {@code org.gnome.gio}
     * @param packageName the package that they go into
     * @param directory where the sources go, in directories by package
     */
    public static Generation run(List<Path> jars, String bindings, String packageName, Path directory)
            throws IOException {
        SourceIndex sources = new SourceIndex(jars);
        Pairing pairing = new Pairing(sources.types(bindings));
        Planner planner = new Planner(sources);
        List<String> futures = new ArrayList<>();
        Map<String, String> unsupported = new TreeMap<>();
        Map<BoundType, List<Operation>> byType = new LinkedHashMap<>();
        for (Pair pair : pairing.pairs()) {
            String function = String.valueOf(pair.start().function());
            try {
                byType.computeIfAbsent(pair.start().owner(), _ -> new ArrayList<>())
                        .add(planner.plan(pair));
                futures.add(function);
            } catch (UnsupportedOperation e) {
                unsupported.put(function, String.valueOf(e.getMessage()));
            }
        }
        Path target = Files.createDirectories(directory.resolve(packageName.replace('.', '/')));
        for (Map.Entry<BoundType, List<Operation>> entry : byType.entrySet()) {
            if (entry.getValue().isEmpty()) continue;
            Files.writeString(
                    target.resolve(Emitter.className(entry.getKey()) + ".java"),
                    Emitter.write(packageName, entry.getKey(), entry.getValue()));
        }
        return new Generation(pairing.pairs().size(), futures, unsupported, pairing.unpaired());
    }

    /** What it came to, a line for each operation. */
    public List<String> report() {
        List<String> lines = new ArrayList<>();
        lines.add("pairs " + pairs);
        futures.forEach(each -> lines.add("future " + each));
        unsupported.forEach((function, why) -> lines.add("unsupported " + function + ": " + why));
        unpaired.forEach((function, why) -> lines.add("unpaired " + function + ": " + why));
        return lines;
    }
}
