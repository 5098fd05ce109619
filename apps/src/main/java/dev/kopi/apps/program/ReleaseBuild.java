package dev.kopi.apps.program;

import dev.kopi.adapters.upgrades.UpgradeFiles;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Builds the program of a release, in a process of its own: a release is built by the sources of
 * its commit, so that it can be built again when the build has changed.
 */
public final class ReleaseBuild {
  private ReleaseBuild() {}

  /**
   * Builds.
   *
   * @param args the folder of the sources, that of unpacked compilers, and the output's
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      throw new IllegalArgumentException("usage: ReleaseBuild SOURCES COMPILERS OUTPUT");
    }
    ProgramBuild.build(
        Path.of(args[0]), UpgradeFiles.shipped(), Path.of(args[1]), Path.of(args[2]), step -> {});
  }
}
