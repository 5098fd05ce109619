package dev.kopi.apps.proof;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.proof.preimage.PreimageKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Pre-images in a folder, in op-program's format "directory": a file of hex for each, {@code
 * KKKK/KEY.txt}, named by the first four and the other digits of the key. A file is there whole or
 * not at all.
 */
public final class DirectoryPreimages implements PreimageStore {
  private static final String FORMAT_FILE = "kvformat";
  private static final String FORMAT = "directory";

  private final Path folder;

  private DirectoryPreimages(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens a folder, which is made when it is absent.
   *
   * @throws DecodeException when it holds pre-images in another format
   */
  public static DirectoryPreimages open(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path format = folder.resolve(FORMAT_FILE);
    if (Files.exists(format)) {
      String found = Files.readString(format).strip();
      if (!found.equals(FORMAT)) {
        throw new DecodeException(
            folder + " holds pre-images in the format '" + found + "', not '" + FORMAT + "'");
      }
    } else {
      Files.writeString(format, FORMAT);
    }
    return new DirectoryPreimages(folder);
  }

  private Path file(PreimageKey key) {
    String hex = key.bytes().toHex().substring(2);
    return folder.resolve(hex.substring(0, 4)).resolve(hex.substring(4) + ".txt");
  }

  @Override
  public @Nullable Bytes get(PreimageKey key) {
    try {
      return Bytes.fromHex(Files.readString(file(key), StandardCharsets.US_ASCII).strip());
    } catch (NoSuchFileException | DecodeException e) {
      // A damaged file is fetched again.
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void put(PreimageKey key, Bytes value) {
    Path target = file(key);
    try {
      Files.createDirectories(target.getParent());
      Path temporary = Files.createTempFile(folder, key.bytes().toHex(), ".tmp");
      try {
        Files.writeString(temporary, value.toHex().substring(2), StandardCharsets.US_ASCII);
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
