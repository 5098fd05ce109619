package dev.kopi.apps.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildCommitTest {
  @Test
  void tellsTheFirstFourBytesOfTheCommit() {
    assertThat(BuildCommit.shortHex("60cbb10f0e1d2c3b4a5968778695a4b3c2d1e0ff\n"))
        .isEqualTo("0x60cbb10f");
  }

  @Test
  void tellsZerosOutsideOfAGitRepository() {
    assertThat(BuildCommit.shortHex(null)).isEqualTo("0x00000000");
    assertThat(BuildCommit.shortHex("fatal: not a git repository")).isEqualTo("0x00000000");
  }
}
