package dev.kopi.services.l1;

import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The blobs of past slots, one folder a slot and one file a blob: {@code SLOT/INDEX-VERSIONEDHASH}.
 * Trailing zeros are not stored. Slots older than the retention are removed as new ones come.
 *
 * @see <a
 *     href="https://github.com/ethereum/consensus-specs/blob/dev/specs/deneb/p2p-interface.md">MIN_EPOCHS_FOR_BLOB_SIDECARS_REQUESTS</a>
 */
public final class BlobArchive {
  /** 4096 epochs of 32 slots. */
  public static final long RETENTION_SLOTS = 131_072;

  private final Path directory;

  /** An archive in a folder, which is created. */
  public BlobArchive(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot create " + directory + ": " + e.getMessage(), e);
    }
  }

  /**
   * A blob with its versioned hash.
   *
   * @param versionedHash the hash in transactions
   * @param blob 131,072 bytes
   */
  public record NamedBlob(Hash versionedHash, Bytes blob) {}

  /** Stores the blobs of a block; replaces those of another block at the same slot. */
  public void put(long slot, List<NamedBlob> blobs) {
    try {
      Path folder = directory.resolve(Long.toString(slot));
      deleteFolder(folder);
      if (!blobs.isEmpty()) {
        Path part = directory.resolve(slot + ".part");
        deleteFolder(part);
        Files.createDirectories(part);
        for (int i = 0; i < blobs.size(); i++) {
          NamedBlob named = blobs.get(i);
          String name = String.format("%03d-%s", i, named.versionedHash().toHex());
          Files.write(part.resolve(name), trimmed(named.blob()));
        }
        Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
      }
      deleteFolder(directory.resolve(Long.toString(slot - RETENTION_SLOTS)));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot store the blobs of slot " + slot + ": " + e.getMessage(), e);
    }
  }

  /** The blobs of a slot in the order of the block, or null when the slot has none. */
  public @Nullable List<NamedBlob> get(long slot) {
    Path folder = directory.resolve(Long.toString(slot));
    if (!Files.isDirectory(folder)) {
      return null;
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<NamedBlob> blobs = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        byte[] blob = new byte[Kzg.BLOB_BYTES];
        byte[] stored = Files.readAllBytes(file);
        System.arraycopy(stored, 0, blob, 0, stored.length);
        Hash hash = Hash.fromHex(file.getFileName().toString().substring(4));
        blobs.add(new NamedBlob(hash, Bytes.wrap(blob)));
      }
      return blobs;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read the blobs of slot " + slot + ": " + e.getMessage(), e);
    }
  }

  private static byte[] trimmed(Bytes blob) {
    int end = blob.size();
    while (end > 0 && blob.get(end - 1) == 0) {
      end--;
    }
    return blob.slice(0, end).toArray();
  }

  private static void deleteFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
