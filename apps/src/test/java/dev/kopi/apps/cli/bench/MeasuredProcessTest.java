package dev.kopi.apps.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.apps.cli.error.CommandFailed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasuredProcessTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void countsWhatTheProcessUsesAndNotHowLongItSleeps() throws IOException {
    String busy = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; sleep 0.6";
    MeasuredProcess.Usage usage = MeasuredProcess.run(folder, List.of("/bin/sh", "-c", busy));
    assertThat(usage.cpuSeconds()).isPositive();
    assertThat(usage.wallSeconds()).isGreaterThan(usage.cpuSeconds()).isGreaterThan(0.6);
    assertThat(usage.peakMib()).isBetween(0.0, 100.0);
  }

  @Test
  void readsTheTimesOfTheShellsChildren() {
    assertThat(MeasuredProcess.children("said\n0m0.01s 0m0.02s\n1m2.50s 0m0.25s\n"))
        .isEqualTo(62.75);
    assertThatThrownBy(() -> MeasuredProcess.children("said"))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("times");
  }

  @Test
  void failsWithWhatAFailedProcessSaid() {
    List<String> failing = List.of("/bin/sh", "-c", "echo the reason; exit 3");
    assertThatThrownBy(() -> MeasuredProcess.run(folder, failing))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("ended with 3")
        .hasMessageContaining("the reason");
  }
}
