package dev.kopi.adapters.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessMemoryTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void tellsWhatThisProcessUsesAndUsedAtMost() {
    long pid = ProcessHandle.current().pid();
    long resident = ProcessMemory.residentMib(pid);
    assertThat(resident).isBetween(10L, 1L << 16);
    // The kernel counts roughly, by less than a MiB.
    assertThat(ProcessMemory.peakMib(pid)).isBetween(resident - 1, 1L << 16);
  }

  @Test
  void tellsNothingOfAProcessThatIsNotThere() {
    assertThat(ProcessMemory.residentMib(Long.MAX_VALUE)).isEqualTo(-1);
    assertThat(ProcessMemory.peakMib(Long.MAX_VALUE)).isEqualTo(-1);
  }
}
