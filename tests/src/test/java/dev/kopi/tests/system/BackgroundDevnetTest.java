package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A devnet that a script starts in the background, where the shell has SIGINT ignored. */
class BackgroundDevnetTest {
  /** Prints the pid, what the devnet prints, and its exit status. */
  private static final String SCRIPT = "\"$@\" & echo $!; wait $!; echo exit $?";

  @TempDir private Path directory = Path.of("");

  @Test
  void endsOnSigintAndKeepsOthersOffItsDirectory() throws Exception {
    Path data = directory.resolve("data");
    List<String> command = new ArrayList<>(List.of("bash", "-c", SCRIPT, "bash"));
    command.addAll(
        KopiProcess.command(List.of("devnet", "--ports=0", "--json", "--datadir=" + data)));
    Process script =
        new ProcessBuilder(command).redirectError(directory.resolve("devnet.log").toFile()).start();
    try (BufferedReader output = script.inputReader()) {
      long pid = Long.parseLong(String.valueOf(output.readLine()));
      try {
        assertThat(output.readLine()).as("the description").contains("\"l1\"");
        assertThat(
                PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(data.resolve("exports").resolve("jwt.hex"))))
            .isEqualTo("rw-------");
        refuses(data, pid, List.of("devnet", "--ports=0", "--datadir=" + data));
        Path sequencer = data.resolve("sequencer");
        refuses(sequencer, pid, List.of("engine", "--datadir=" + sequencer));
        new ProcessBuilder("kill", "-INT", Long.toString(pid)).start().waitFor();
        assertThat(script.waitFor(30, TimeUnit.SECONDS)).as("ends on SIGINT").isTrue();
        assertThat(output.readLine()).isEqualTo("exit 130");
      } finally {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  private void refuses(Path data, long pid, List<String> arguments) throws IOException {
    Path log = directory.resolve("refused.log");
    try (KopiProcess process = KopiProcess.start(log, arguments)) {
      assertThat(process.join()).isEqualTo(1);
      assertThat(process.log())
          .contains(data + " is in use by kopi devnet (process " + pid + ")")
          .doesNotContain("\tat ");
    }
    Files.delete(log);
  }
}
