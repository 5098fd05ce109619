package dev.kopi.apps.devnet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a temporary devnet, which is removed when the devnet ends. A locked file in it
 * tells that the devnet runs. What a killed process left behind has no such lock and is removed by
 * the next one.
 */
final class TemporaryFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);
  private static final String PREFIX = "kopi-devnet-";
  private static final String LOCK = "lock";

  /** Folders of this process. A file lock does not exclude its own process. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lock;

  private TemporaryFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** A new folder, after those of killed devnets have been removed. */
  static TemporaryFolder create(Path parent) throws IOException {
    removeAbandoned(parent);
    Path path = Files.createTempDirectory(parent, PREFIX);
    OWN.add(path);
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    channel.lock();
    return new TemporaryFolder(path, channel);
  }

  Path path() {
    return path;
  }

  private static void removeAbandoned(Path parent) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        if (!OWN.contains(folder) && isOurs(folder) && isAbandoned(folder)) {
          remove(folder);
          LOG.info("removed the folder of a devnet that was killed: {}", folder);
        }
      }
    } catch (IOException e) {
      LOG.warn("cannot remove folders of devnets that were killed: {}", e.getMessage());
    }
  }

  private static boolean isOurs(Path folder) throws IOException {
    UserPrincipal user =
        Files.getOwner(Path.of(System.getProperty("user.home")), LinkOption.NOFOLLOW_LINKS);
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user);
  }

  /** Whether the folder has a lock file that nobody holds. */
  private static boolean isAbandoned(Path folder) {
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        @Nullable FileLock free = channel.tryLock()) {
      return free != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false; // Without a lock file, it is no devnet's folder or just being made.
    }
  }

  private static void remove(Path folder) throws IOException {
    List<Path> inside;
    try (Stream<Path> files = Files.walk(folder)) {
      inside = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : inside) {
      Files.deleteIfExists(file);
    }
  }

  /** Removes the folder with all that is in it. */
  @Override
  public void close() {
    try {
      lock.close();
      remove(path);
      OWN.remove(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + path + ": " + e.getMessage(), e);
    }
  }
}
