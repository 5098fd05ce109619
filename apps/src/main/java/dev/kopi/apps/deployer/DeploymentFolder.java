package dev.kopi.apps.deployer;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.json.rollup.RollupJson;
import dev.kopi.apps.deployer.LiveDeployer.Checkpoint;
import dev.kopi.apps.deployer.LiveDeployer.Start;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.apps.deployer.plan.L1Contracts;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The files of a deployment: {@code genesis.json}, {@code rollup.json}, {@code addresses.json},
 * {@code l1-genesis.json} on an L1 of its own, and {@code deployment.json} with the checkpoint.
 */
public final class DeploymentFolder implements LiveDeployer.CheckpointStore {
  private static final String CHECKPOINT = "deployment.json";

  private final Path folder;
  private final Hash what;

  /**
   * The folder of one deployment.
   *
   * @param folder created when it does not exist
   * @param parameters what is deployed; another deployment cannot resume in the same folder
   * @param deployer the account that sends the transactions
   */
  public DeploymentFolder(Path folder, RollupParameters parameters, Address deployer)
      throws IOException {
    this(folder, parameters, deployer, "");
  }

  /**
   * The folder of one deployment of a release.
   *
   * @param folder created when it does not exist
   * @param parameters what is deployed; another deployment cannot resume in the same folder
   * @param deployer the account that sends the transactions
   * @param release the hash of the contracts' code, or empty for those of Kopi
   */
  public DeploymentFolder(
      Path folder, RollupParameters parameters, Address deployer, String release)
      throws IOException {
    this.folder = Files.createDirectories(folder);
    String text = parameters + " " + deployer + (release.isEmpty() ? "" : " " + release);
    this.what = Keccak256.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public @Nullable Checkpoint load() {
    try {
      Path file = folder.resolve(CHECKPOINT);
      if (!Files.exists(file)) {
        return null;
      }
      JsonNode json = Json.parse(Files.readAllBytes(file));
      if (!JsonFields.hash(json, "what").equals(what)) {
        throw new DecodeException(
            file + " belongs to another deployment: choose another folder, or remove it");
      }
      JsonNode start = JsonFields.optional(json, "start");
      return new Checkpoint(
          JsonFields.number(json, "firstNonce"),
          start == null
              ? null
              : new Start(
                  new BlockId(JsonFields.hash(start, "hash"), JsonFields.number(start, "number")),
                  JsonFields.number(start, "timestamp")));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read " + folder.resolve(CHECKPOINT) + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void save(Checkpoint checkpoint) {
    ObjectNode json = Json.object();
    json.put("what", what.toHex());
    json.put("firstNonce", checkpoint.firstNonce());
    Start start = checkpoint.start();
    if (start != null) {
      json.putObject("start")
          .put("hash", start.block().hash().toHex())
          .put("number", start.block().number())
          .put("timestamp", start.timestampSeconds());
    }
    try {
      write(folder.resolve(CHECKPOINT), json);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write " + folder.resolve(CHECKPOINT) + ": " + e.getMessage(), e);
    }
  }

  /** Writes what the nodes of a rollup on an existing L1 need. */
  public static void write(Path folder, DeployedRollup rollup) throws IOException {
    Files.createDirectories(folder);
    write(folder.resolve("genesis.json"), GenesisJson.write(rollup.genesis()));
    write(folder.resolve("rollup.json"), RollupJson.write(rollup.config()));
    write(folder.resolve("addresses.json"), addresses(rollup.contracts()));
  }

  /** Writes what the nodes of a rollup need, and those of its L1. */
  public static void write(Path folder, GenesisDeployment deployment) throws IOException {
    write(folder, deployment.rollup());
    writeL1(folder, deployment.l1Genesis());
  }

  private static void writeL1(Path folder, Genesis genesis) throws IOException {
    write(folder.resolve("l1-genesis.json"), GenesisJson.write(genesis));
  }

  /** The addresses as a JSON object. */
  public static ObjectNode addresses(L1Contracts contracts) {
    ObjectNode json = Json.object();
    contracts.byName().forEach((name, address) -> json.put(name, address.toHex()));
    return json;
  }

  private static void write(Path file, JsonNode json) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.write(draft, Json.write(json));
    Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
