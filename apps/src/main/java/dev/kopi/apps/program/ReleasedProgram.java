package dev.kopi.apps.program;

import dev.kopi.adapters.cannon.StateFile;
import dev.kopi.core.cannon.loader.ProgramLoader;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.EmbeddedConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The released fault-proof program that comes with Kopi. Its prestates are those of a configuration
 * of chains, which is written into the program's memory.
 */
public final class ReleasedProgram {
  /** The name of the file beside this class that tells about the release. */
  static final String INFO = "release.json";

  private static final int MAX_ELF_BYTES = 64 << 20;

  private final ReleaseInfo info;

  private ReleasedProgram(ReleaseInfo info) {
    this.info = info;
  }

  /**
   * The release beside this class. Its executables are read only when they are asked for.
   *
   * @throws IllegalStateException when the build left it out or it is damaged
   */
  public static ReleasedProgram bundled() {
    try (InputStream in = open(INFO)) {
      return new ReleasedProgram(ReleaseInfo.read(in.readAllBytes()));
    } catch (IOException | DecodeException e) {
      throw new IllegalStateException(INFO + " cannot be read: build again", e);
    }
  }

  private static InputStream open(String name) {
    InputStream in = ReleasedProgram.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException(name + " is not on the class path: build again");
    }
    return in;
  }

  /** The commit of the sources that the release was built from. */
  public String commit() {
    return info.commit();
  }

  /** The version of the JDK that compiled the release. */
  public String jdk() {
    return info.jdk();
  }

  /**
   * The absolute prestate: the hash of the state before the first step, with a configuration. Takes
   * a few hundred hashes; the program is not read.
   *
   * @throws DecodeException when the configuration does not fit into the program's region for it
   */
  public Hash prestate(ProgramFace face, EmbeddedConfiguration configuration) {
    return info.of(face).prestate(configuration);
  }

  /** The absolute prestate without a configuration, for hosts that give it as local inputs. */
  public Hash prestate(ProgramFace face) {
    return info.of(face).prestate();
  }

  /**
   * The executable.
   *
   * @throws IllegalStateException when it is damaged
   */
  public byte[] elf(ProgramFace face) {
    try (InputStream in = new GZIPInputStream(open(face.elfName() + ".gz"), 1 << 16)) {
      byte[] elf = in.readNBytes(MAX_ELF_BYTES);
      if (!Keccak256.hash(elf).equals(info.of(face).elf())) {
        throw new IllegalStateException("the released " + face.elfName() + " is damaged");
      }
      return elf;
    } catch (IOException e) {
      throw new UncheckedIOException("the released " + face.elfName() + " cannot be read", e);
    }
  }

  /** The state before the first step, without a configuration. */
  public MachineState state(ProgramFace face) {
    return ProgramLoader.load(face.version(), elf(face));
  }

  /**
   * The state before the first step, with a configuration.
   *
   * @throws DecodeException when the configuration does not fit into the program's region for it
   */
  public MachineState state(ProgramFace face, EmbeddedConfiguration configuration) {
    MachineState state = state(face);
    info.of(face).region().write(state, configuration);
    return state;
  }

  /**
   * Writes a state file of the prestate into a folder, under the name by which challengers look for
   * it: its hash and {@code .bin.gz}. A file that is there already is left as it is.
   *
   * @return the file
   */
  public Path writePrestate(ProgramFace face, EmbeddedConfiguration configuration, Path folder)
      throws IOException {
    Path file = folder.resolve(prestate(face, configuration).toHex() + ".bin.gz");
    if (!Files.exists(file)) {
      Files.createDirectories(folder);
      StateFile.write(state(face, configuration), file);
    }
    return file;
  }
}
