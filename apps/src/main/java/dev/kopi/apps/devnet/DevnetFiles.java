package dev.kopi.apps.devnet;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.ChainConfigJson;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.apps.deployer.DeployedRollup;
import dev.kopi.apps.deployer.DeploymentFolder;
import dev.kopi.apps.deployer.GenesisDeployment;
import dev.kopi.core.chain.spec.ChainSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The files that other programs of the OP Stack need to join a devnet. */
final class DevnetFiles {
  private DevnetFiles() {}

  /**
   * Writes {@code l1-genesis.json}, {@code genesis.json}, {@code rollup.json}, {@code
   * addresses.json}, {@code jwt.hex}.
   */
  static void write(Path directory, GenesisDeployment deployment, JwtSecret jwt) {
    try {
      DeploymentFolder.write(directory, deployment);
      writeSecret(directory, jwt);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + directory + ": " + e.getMessage(), e);
    }
  }

  /**
   * The same for an external L1, whose chain configuration goes to {@code l1-chain-config.json}.
   */
  static void write(Path directory, DeployedRollup rollup, ChainSpec l1, JwtSecret jwt) {
    try {
      DeploymentFolder.write(directory, rollup);
      replace(directory.resolve("l1-chain-config.json"), Json.write(ChainConfigJson.write(l1)));
      writeSecret(directory, jwt);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + directory + ": " + e.getMessage(), e);
    }
  }

  private static void writeSecret(Path directory, JwtSecret jwt) throws IOException {
    Path part = directory.resolve("jwt.hex.part");
    Files.deleteIfExists(part);
    // Readable by the owner only from the first byte on.
    Files.createFile(
        part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(part, jwt.toHex().getBytes(StandardCharsets.US_ASCII));
    move(part, directory.resolve("jwt.hex"));
  }

  private static void replace(Path file, byte[] content) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, content);
    move(part, file);
  }

  private static void move(Path part, Path file) throws IOException {
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
