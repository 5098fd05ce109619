package dev.kopi.adapters.cannon;

import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.StateCodec;
import dev.kopi.core.primitives.DecodeException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/** State files: {@code .bin.gz} as the reference's VM writes them. */
public final class StateFile {
  /** 4 GiB of guest memory. */
  private static final int MAX_PAGES = 1 << 20;

  private StateFile() {}

  /**
   * Reads a compressed binary state.
   *
   * @throws DecodeException when it is cut off, damaged, or of a version that is not supported
   * @throws IOException when the file cannot be read
   */
  public static MachineState read(Path file) throws IOException {
    try (InputStream in =
        new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16))) {
      MachineState state =
          StateCodec.decode((into, at, length) -> fill(in, into, at, length), MAX_PAGES);
      if (in.read() != -1) {
        throw new DecodeException("there is more after the state");
      }
      return state;
    } catch (UncheckedIOException e) {
      throw broken(String.valueOf(e.getCause()));
    } catch (ZipException | EOFException e) {
      throw broken(String.valueOf(e.getMessage()));
    }
  }

  private static DecodeException broken(String why) {
    return new DecodeException("the state file is cut off or damaged: " + why);
  }

  private static void fill(InputStream in, byte[] into, int at, int length) {
    try {
      if (in.readNBytes(into, at, length) < length) {
        throw new DecodeException("the state file is cut off");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a state without compression. */
  public static void write(MachineState state, OutputStream out) throws IOException {
    try {
      StateCodec.encode(
          state,
          (bytes, at, length) -> {
            try {
              out.write(bytes, at, length);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw new IOException(e);
    }
  }

  /**
   * Writes a compressed state. The file is there as a whole or not at all.
   *
   * @throws IOException when it cannot be written
   */
  public static void write(MachineState state, Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (OutputStream out =
          new BufferedOutputStream(new GZIPOutputStream(Files.newOutputStream(part), 1 << 16))) {
        write(state, out);
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
