package dev.kopi.apps.program;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.cannon.loader.ProgramLoader;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.Witness;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.EmbeddedConfiguration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is known of a release besides its executables.
 *
 * @param commit the commit of the sources that it was built from
 * @param jdk the version of the JDK that compiled them
 * @param programs the program of each machine
 */
record ReleaseInfo(String commit, String jdk, Map<ProgramFace, Program> programs) {
  private static final byte RUNNING = 3;

  ReleaseInfo {
    programs = Map.copyOf(programs);
  }

  /**
   * The program of one machine.
   *
   * @param elf the Keccak-256 hash of the executable
   * @param prestate the hash of the state before the first step, without a configuration
   * @param region where configurations are written to
   * @param siblings the hashes beside the way from the region to the memory's root
   * @param witness the encoding of the state, of which only the memory's root depends on the
   *     configuration
   */
  record Program(
      Hash elf, Hash prestate, ConfigurationRegion region, List<Hash> siblings, Bytes witness) {
    Program {
      siblings = List.copyOf(siblings);
    }

    /** Of an executable. */
    static Program of(ProgramFace face, byte[] elf) {
      MachineState state = ProgramLoader.load(face.version(), elf);
      ConfigurationRegion region = ConfigurationRegion.in(elf);
      return new Program(
          Keccak256.hash(elf),
          Witness.hash(state),
          region,
          region.siblings(state),
          Witness.encode(state));
    }

    /** The hash of the state before the first step, with a configuration. */
    Hash prestate(EmbeddedConfiguration configuration) {
      byte[] bytes = witness.toArray();
      region.root(configuration, siblings).writeTo(bytes, 0);
      byte[] hash = Keccak256.hash(bytes).toArray();
      hash[0] = RUNNING;
      return Hash.of(hash);
    }
  }

  /** The program of a machine. */
  Program of(ProgramFace face) {
    Program program = programs.get(face);
    if (program == null) {
      throw new DecodeException("the release has no program of " + face.bits() + " bits");
    }
    return program;
  }

  /** Of executables that were built from a commit. */
  static ReleaseInfo of(String commit, String jdk, Map<ProgramFace, byte[]> elfs) {
    Map<ProgramFace, Program> programs = new EnumMap<>(ProgramFace.class);
    elfs.forEach((face, elf) -> programs.put(face, Program.of(face, elf)));
    return new ReleaseInfo(commit, jdk, programs);
  }

  /** As JSON. */
  byte[] write() {
    ObjectNode json = Json.object();
    json.put("commit", commit);
    json.put("jdk", jdk);
    for (ProgramFace face : ProgramFace.values()) {
      Program program = of(face);
      ObjectNode out = json.putObject(face.bits());
      out.put("elf", program.elf().toHex());
      out.put("prestate", program.prestate().toHex());
      out.put("region", program.region().address());
      ArrayNode siblings = out.putArray("siblings");
      program.siblings().forEach(sibling -> siblings.add(sibling.toHex()));
      out.put("witness", program.witness().toHex());
    }
    return Json.write(json);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws DecodeException when it is malformed
   */
  static ReleaseInfo read(byte[] utf8) {
    JsonNode json = Json.parse(utf8);
    Map<ProgramFace, Program> programs = new EnumMap<>(ProgramFace.class);
    for (ProgramFace face : ProgramFace.values()) {
      JsonNode in = JsonFields.required(json, face.bits());
      List<Hash> siblings = new ArrayList<>();
      for (JsonNode sibling : JsonFields.required(in, "siblings")) {
        siblings.add(Hash.fromHex(sibling.asString()));
      }
      programs.put(
          face,
          new Program(
              JsonFields.hash(in, "elf"),
              JsonFields.hash(in, "prestate"),
              new ConfigurationRegion(JsonFields.number(in, "region")),
              siblings,
              JsonFields.bytes(in, "witness")));
    }
    return new ReleaseInfo(
        JsonFields.required(json, "commit").asString(),
        JsonFields.required(json, "jdk").asString(),
        programs);
  }
}
