package dev.kopi.apps.cli.process;

import dev.kopi.apps.cli.error.CommandFailed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A data directory that one process uses alone. Its file {@value #FILE} is locked and names the
 * process. The operating system releases the lock when the process ends in any way.
 */
public final class DirectoryLock implements AutoCloseable {
  /** The file in the directory. */
  static final String FILE = "kopi.lock";

  /** A lock that nobody refers to would be released when it is collected. */
  private static final Set<DirectoryLock> HELD = ConcurrentHashMap.newKeySet();

  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks a directory until the lock is closed or the process ends; creates it when it is not
   * there.
   *
   * @param command the command that uses it, for the message that others get
   * @throws CommandFailed when another process uses it, or it cannot be written
   */
  public static DirectoryLock hold(Path directory, String command) {
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(
              directory.resolve(FILE),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        String owner = read(channel);
        channel.close();
        throw new CommandFailed(
            "--datadir: "
                + directory
                + " is in use by "
                + (owner.isEmpty() ? "another process" : owner)
                + ": stop it, or choose another directory");
      }
      write(channel, command + " (process " + ProcessHandle.current().pid() + ")");
      DirectoryLock lock = new DirectoryLock(channel);
      HELD.add(lock);
      return lock;
    } catch (IOException e) {
      throw new CommandFailed(
          "--datadir: cannot write to "
              + directory
              + ": "
              + e.getClass().getSimpleName()
              + ": "
              + e.getMessage()
              + "; choose another directory",
          e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // This process holds it.
      return null;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(256);
    channel.read(content, 0);
    return new String(content.array(), 0, content.position(), StandardCharsets.UTF_8).strip();
  }

  private static void write(FileChannel channel, String owner) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((owner + "\n").getBytes(StandardCharsets.UTF_8)), 0);
  }

  /** Releases the directory. */
  @Override
  public void close() {
    HELD.remove(this);
    try {
      channel.truncate(0);
      channel.close();
    } catch (IOException e) {
      throw new CommandFailed("--datadir: cannot release the directory: " + e.getMessage(), e);
    }
  }
}
