package dev.millrace.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.load.PerfCounter.Instructions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PerfCounterTest {
    private static final Duration WINDOW = Duration.ofMillis(10);

    @TempDir
    private Path directory;

    @Test
    void readsBothCounts() {
        Instructions counted =
                PerfCounter.parse("12345,,instructions:u,99,100.00,,\n678,,instructions:k,99,100.00,,\n");

        assertThat(counted).isEqualTo(new Instructions(12_345L, 678L));
        assertThat(counted.perPacket(10)).isEqualTo(1302.3);
        assertThat(counted.perPacket(0)).isNull();
    }

    @Test
    void knowsNothingWithoutCounters() {
        Instructions counted =
                PerfCounter.parse("<not supported>,,instructions:u,0,100.00,,\n<not counted>,,instructions:k,0,0,,\n");

        assertThat(counted).isEqualTo(Instructions.UNKNOWN);
        assertThat(counted.perPacket(10)).isNull();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void runsPerfOnTheProcess() throws IOException, InterruptedException {
        String perf = script(
                "echo \"$*\" >" + directory + "/args; echo 7,,instructions:u,1 >&2; echo 8,,instructions:k,1 >&2");

        assertThat(PerfCounter.start(perf, 42, WINDOW).await()).isEqualTo(new Instructions(7L, 8L));
        assertThat(directory.resolve("args"))
                .hasContent("stat -x , -e instructions:u,instructions:k -p 42 sleep 0.010");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void knowsNothingWhereItIsNotPermitted() throws IOException, InterruptedException {
        String perf = script("echo 7,,instructions:u,1 >&2; exit 255");

        assertThat(PerfCounter.start(perf, 42, WINDOW).await()).isEqualTo(Instructions.UNKNOWN);
    }

    @Test
    void knowsNothingWherePerfIsMissing() throws InterruptedException {
        String missing = directory.resolve("none").toString();

        assertThat(PerfCounter.start(missing, 42, WINDOW).await()).isEqualTo(Instructions.UNKNOWN);
    }

    private String script(String body) throws IOException {
        Path script = Files.writeString(directory.resolve("perf"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script.toString();
    }
}
