package dev.millrace.stress;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/** One run of jcstress over all tests on this class path; its files lie in {@code target/jcstress}. */
final class JcstressRun {
    private static final Path DIRECTORY = Path.of("target", "jcstress");
    private static final List<String> OPTIONS =
            List.of(System.getProperty("millrace.proofs.jcstress", "-m sanity").split(" "));

    private static final int LONGER = 4;

    private JcstressRun() {}

    /** The results of all tests by name, one for each JVM that ran it. */
    static Map<String, List<TestResult>> run() throws IOException, InterruptedException {
        return run(OPTIONS);
    }

    /** As {@link #run()}, of these tests alone and for longer. */
    static Map<String, List<TestResult>> runLonger(Collection<String> names) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(OPTIONS);
        int time = options.indexOf("-time") + 1;
        if (time > 0) options.set(time, String.valueOf(LONGER * Integer.parseInt(options.get(time))));
        options.add("-t");
        options.add(names.stream().map(Pattern::quote).collect(Collectors.joining("|", "^(", ")$")));
        return run(options);
    }

    private static Map<String, List<TestResult>> run(List<String> options) throws IOException, InterruptedException {
        empty();
        Path log = DIRECTORY.resolve("log.txt");
        Process process = start(options);
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                if (line.contains("Results:")) Ledger.progress(line.strip());
            }
        } finally {
            process.destroy();
        }
        // It ends with an error whenever it saw something forbidden, so for every twin: the results say more.
        process.waitFor();
        return read();
    }

    private static Process start(List<String> options) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath()));
        command.addAll(List.of("org.openjdk.jcstress.Main", "-r", "report"));
        command.addAll(options);
        return new ProcessBuilder(command)
                .directory(DIRECTORY.toFile())
                .redirectErrorStream(true)
                .start();
    }

    /** That of this JVM without what is not there, on which jcstress would stumble. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Files.exists(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Map<String, List<TestResult>> read() throws IOException {
        var byName = new TreeMap<String, List<TestResult>>();
        for (File file : files(".bin.gz")) {
            var reader = new DiskReadCollector(
                    file.getPath(),
                    result -> byName.computeIfAbsent(result.getName(), _ -> new ArrayList<>())
                            .add(result));
            try {
                reader.dump();
            } catch (ClassNotFoundException e) {
                throw new IOException("cannot read the results: file=" + file, e);
            } finally {
                reader.close();
            }
        }
        return byName;
    }

    private static List<File> files(String ending) throws IOException {
        try (Stream<Path> all = Files.walk(DIRECTORY)) {
            return all.map(Path::toFile)
                    .filter(file -> file.getName().endsWith(ending))
                    .toList();
        }
    }

    private static void empty() throws IOException {
        if (Files.exists(DIRECTORY)) {
            try (Stream<Path> old = Files.walk(DIRECTORY)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
            }
        }
        Files.createDirectories(DIRECTORY);
    }
}
