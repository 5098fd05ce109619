package dev.kopi.apps.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The temporary folder of a benchmark. It is removed when the benchmark ends. When the benchmark is
 * interrupted, the processes that it started are ended first.
 */
public final class BenchFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BenchFolder.class);
  private static final String PREFIX = "kopi-bench-";
  private static final long END_SECONDS = 15;

  private final Path path;
  private final Thread hook = Thread.ofPlatform().name("bench-folder").unstarted(this::interrupted);

  private BenchFolder(Path path) {
    this.path = path;
  }

  /** A new folder in {@code java.io.tmpdir}. */
  public static BenchFolder create() throws IOException {
    BenchFolder folder = new BenchFolder(Files.createTempDirectory(PREFIX));
    Runtime.getRuntime().addShutdownHook(folder.hook);
    return folder;
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  private void interrupted() {
    List<ProcessHandle> processes = ProcessHandle.current().descendants().toList();
    processes.forEach(ProcessHandle::destroy);
    processes.forEach(BenchFolder::awaitEnd);
    remove();
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(END_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void remove() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("cannot remove {}: {}", path, e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // The hook runs and removes the folder.
    }
    remove();
  }
}
