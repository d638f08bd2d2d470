package dev.millrace.modes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both forms of the flag that await wants, the wrong one, and none: each in a JVM of its own. */
@Timeout(60)
class AwaitModesTest {
    private static final String OPEN = "--add-opens=java.base/java.lang=";
    private static final String CLASS_PATH_FORM = OPEN + "ALL-UNNAMED";
    private static final String MODULE_FORM = OPEN + "dev.millrace.runtime";

    @Test
    void onTheClassPathTheFlagForTheUnnamedModuleOpensTheLoop() throws Exception {
        assertThat(run(false, CLASS_PATH_FORM))
                .contains("on the loop", "class path")
                .doesNotContain("slower");
    }

    @Test
    void onTheModulePathTheFlagNamesTheModule() throws Exception {
        assertThat(run(true, MODULE_FORM))
                .contains("on the loop", "module path")
                .doesNotContain("slower");
    }

    @Test
    void withoutTheFlagItWorksAllTheSameAndSaysWhichIsMissing() throws Exception {
        assertThat(run(false)).contains("with the baton", "slower", "--add-opens java.base/java.lang=ALL-UNNAMED");
        assertThat(run(true))
                .contains("with the baton", "slower", "--add-opens java.base/java.lang=dev.millrace.runtime");
    }

    @Test
    void theWrongFormOfTheFlagIsToldTheRightOne() throws Exception {
        assertThat(run(true, CLASS_PATH_FORM))
                .contains("with the baton", "--add-opens java.base/java.lang=dev.millrace.runtime");
    }

    @Test
    void theModeCanBeChosen() throws Exception {
        assertThat(run(false, CLASS_PATH_FORM, "-Dmillrace.await=baton"))
                .contains("with the baton")
                .doesNotContain("slower");
    }

    /** What the program prints, on both streams. */
    private static String run(boolean modulePath, String... flags) throws Exception {
        String runtime = location("dev.millrace.runtime.Context");
        String jspecify = location("org.jspecify.annotations.NullMarked");
        String program = location(AwaitProgram.class.getName());
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(flags));
        command.add("--enable-native-access=" + (modulePath ? "dev.millrace.runtime" : "ALL-UNNAMED"));
        if (modulePath) {
            command.addAll(
                    List.of("-p", runtime + File.pathSeparator + jspecify, "--add-modules", "dev.millrace.runtime"));
            command.addAll(List.of("-cp", program));
        } else {
            command.addAll(List.of("-cp", String.join(File.pathSeparator, runtime, jspecify, program)));
        }
        command.add(AwaitProgram.class.getName());
        return output(command);
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(text).isZero();
            return text;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String location(String className) throws ClassNotFoundException, URISyntaxException {
        return Path.of(Class.forName(className)
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
    }
}
