package dev.kopi.tests.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kopi.apps.cli.db.DbCommand;
import dev.kopi.apps.cli.db.ImportCommand;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.l1.BlobArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An import onto a real file system that is too small: it says so, and goes on when there is room.
 */
final class FullDiskTest {
  @TempDir Path directory;

  @Test
  void saysThatTheDiskIsFullAndGoesOnWhenThereIsRoom() throws Exception {
    Path mount = mount("6m");
    try {
      GeneratedChain chain = GeneratedChain.write(directory.resolve("chain"), 11, 500);
      Path data = mount.resolve("data");
      Object[] arguments = {"--genesis", chain.genesisFile, "--datadir", data, chain.chainFile};
      int refused = 0;
      Programs.Run run = Programs.run(new ImportCommand(), arguments);
      for (int size = 8; run.status() != 0 && size < 256; size += 4) {
        assertThat(run.out()).contains("no space left on device");
        refused++;
        assertThat(system("mount", "-o", "remount,size=" + size + "m", mount.toString())).isTrue();
        Programs.Run verified = Programs.run(new DbCommand(), "verify", "--datadir", data);
        assertThat(verified.out()).containsAnyOf("all is well", "no space left on device");
        run = Programs.run(new ImportCommand(), arguments);
      }
      assertThat(refused).isPositive();
      assertThat(run.out()).contains("head: " + chain.blocks.size() + " " + chain.head());
      assertThat(system("mount", "-o", "remount,size=256m", mount.toString())).isTrue();
      assertThat(Programs.run(new DbCommand(), "verify", "--datadir", data).out())
          .contains("all is well");
      System.out.println(
          "the disk was full " + refused + " times, then the import came to its end");
    } finally {
      system("umount", mount.toString());
    }
  }

  @Test
  void saysThatThereIsNoSpaceForBlobs() throws Exception {
    Path mount = mount("64k");
    try {
      BlobArchive archive = new BlobArchive(mount.resolve("blobs"));
      byte[] blob = new byte[131_072];
      Arrays.fill(blob, (byte) 1);
      assertThatThrownBy(
              () -> archive.put(7, List.of(new BlobArchive.NamedBlob(Hash.ZERO, Bytes.wrap(blob)))))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage("cannot store the blobs of slot 7: No space left on device");
      assertThat(archive.get(7)).isNull();
    } finally {
      system("umount", mount.toString());
    }
  }

  private Path mount(String size) throws IOException, InterruptedException {
    Path mount = Files.createDirectories(directory.resolve("small"));
    boolean mounted =
        system("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", mount.toString());
    if (!mounted) {
      System.out.println("a small file system cannot be mounted here: not run");
    }
    assumeTrue(mounted);
    return mount;
  }

  private static boolean system(String... command) throws IOException, InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
