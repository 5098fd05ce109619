package dev.kopi.adapters.cannon;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.StateCodec;
import dev.kopi.core.primitives.DecodeException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import tools.jackson.databind.node.ObjectNode;

/**
 * State files as the reference's VM has them: binary ({@code .bin}), or JSON of version 0, each
 * compressed when the name ends in {@code .gz}.
 */
public final class StateFile {
  /** 4 GiB of guest memory. */
  private static final int MAX_PAGES = 1 << 20;

  /** The most bytes of a JSON state: 10 KB for each page of a 32-bit program of 400 MiB. */
  private static final int MAX_JSON_BYTES = 1 << 30;

  private StateFile() {}

  private static boolean isJson(String name) {
    return name.endsWith(".json") || name.endsWith(".json.gz");
  }

  /**
   * Reads a state.
   *
   * @throws DecodeException when it is cut off, damaged, or of a version that is not supported
   * @throws IOException when the file cannot be read
   */
  public static MachineState read(Path file) throws IOException {
    try (InputStream plain = Files.newInputStream(file);
        InputStream in =
            new BufferedInputStream(
                file.toString().endsWith(".gz") ? new GZIPInputStream(plain, 1 << 16) : plain)) {
      return isJson(file.toString()) ? readJson(in) : readBinary(in);
    } catch (UncheckedIOException e) {
      throw broken(String.valueOf(e.getCause()));
    } catch (ZipException | EOFException e) {
      throw broken(String.valueOf(e.getMessage()));
    }
  }

  private static MachineState readJson(InputStream in) throws IOException {
    byte[] text = in.readNBytes(MAX_JSON_BYTES);
    if (in.read() != -1) {
      throw new DecodeException("a JSON state of more than " + MAX_JSON_BYTES + " bytes");
    }
    return StateJson.decode(Json.parse(text), MAX_PAGES);
  }

  private static MachineState readBinary(InputStream in) throws IOException {
    MachineState state =
        StateCodec.decode((into, at, length) -> fill(in, into, at, length), MAX_PAGES);
    if (in.read() != -1) {
      throw new DecodeException("there is more after the state");
    }
    return state;
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

  /** Writes a state in binary form, without compression. */
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
   * The content of a state file of some name.
   *
   * @throws DecodeException when the state does not have the form that the name asks for
   */
  public static WholeFile.Content content(MachineState state, String name) {
    if (isJson(name)) {
      ObjectNode json = StateJson.encode(state);
      return out -> out.write(Json.write(json));
    }
    return out -> write(state, out);
  }

  /**
   * Writes a state to a file, which is there as a whole or not at all.
   *
   * @throws IOException when it cannot be written
   */
  public static void write(MachineState state, Path file) throws IOException {
    WholeFile.write(file, content(state, file.toString()));
  }
}
