package dev.kopi.apps.devnet;

import dev.kopi.adapters.json.GenesisJson;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.RollupJson;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.apps.deployer.GenesisDeployment;
import dev.kopi.core.primitives.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The files from which any other program of the OP Stack can join a devnet. */
final class Exports {
  private Exports() {}

  /**
   * Writes {@code l1-genesis.json}, {@code genesis.json}, {@code rollup.json}, {@code
   * addresses.json}, {@code jwt.hex}.
   */
  static void write(Path directory, GenesisDeployment deployment, JwtSecret jwt) {
    try {
      Files.createDirectories(directory);
      put(directory.resolve("l1-genesis.json"), GenesisJson.write(deployment.l1Genesis()));
      put(directory.resolve("genesis.json"), GenesisJson.write(deployment.rollup().genesis()));
      put(directory.resolve("rollup.json"), RollupJson.write(deployment.rollup().config()));
      put(directory.resolve("addresses.json"), addresses(deployment));
      replace(directory.resolve("jwt.hex"), jwt.toHex().getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + directory, e);
    }
  }

  /** Each contract's name with its address. */
  static ObjectNode addresses(GenesisDeployment deployment) {
    ObjectNode json = Json.object();
    for (Map.Entry<String, Address> entry : deployment.rollup().contracts().byName().entrySet()) {
      json.put(entry.getKey(), entry.getValue().toHex());
    }
    return json;
  }

  private static void put(Path file, JsonNode json) throws IOException {
    replace(file, Json.write(json));
  }

  private static void replace(Path file, byte[] content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, content);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
