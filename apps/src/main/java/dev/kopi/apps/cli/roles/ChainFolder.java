package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.ChainConfigJson;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.process.DirectoryLock;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The data directory of a chain: {@code genesis.json}, {@code jwt.hex}, the folder {@code chain}.
 */
record ChainFolder(Path directory) {
  /** The directory of the store. */
  Path chain() {
    return directory.resolve("chain");
  }

  /**
   * The first block of the chain. The directory is taken for a command; it is not created when
   * there is no genesis.
   *
   * @param given a genesis file, or null for the stored one
   */
  Start start(@Nullable Path given, String command) {
    if (Files.isDirectory(directory)) {
      DirectoryLock.hold(directory, command);
      return read(given);
    }
    Start start = read(given);
    DirectoryLock.hold(directory, command);
    return start;
  }

  private Start read(@Nullable Path given) {
    if (given == null && !Files.exists(kept())) {
      throw new CommandFailed(
          "--datadir: there is no chain in " + directory + ": give --genesis FILE");
    }
    Path file = given == null ? kept() : given;
    try {
      byte[] content = Files.readAllBytes(file);
      JsonNode json = Json.parse(content);
      Genesis genesis = GenesisJson.readFile(json);
      UnsupportedForks.warn(ChainConfigJson.unsupportedForks(json.path("config")));
      return new Start(genesis, Bytes.wrap(content), kept());
    } catch (IOException | DecodeException e) {
      throw new CommandFailed(
          "--genesis: cannot read " + file + ": " + e.getMessage() + "; it must be a genesis.json",
          e);
    }
  }

  /**
   * The first block of a chain, from a file that is stored once the chain is open: what belongs to
   * another chain changes nothing.
   *
   * @param genesis the genesis
   * @param file the file's content
   * @param target where it is stored
   */
  record Start(Genesis genesis, Bytes file, Path target) {
    /** Stores the genesis file, for starts without one. */
    void keep() {
      try {
        byte[] content = file.toArray();
        if (Files.exists(target) && Arrays.equals(Files.readAllBytes(target), content)) {
          return;
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        Files.write(part, content);
        Files.move(
            part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new CommandFailed(
            "--datadir: cannot write " + target + ": " + e.getMessage() + "; choose another", e);
      }
    }
  }

  private Path kept() {
    return directory.resolve("genesis.json");
  }

  /**
   * The secret of the Engine API.
   *
   * @param given a file that holds it, or null for the stored one
   */
  JwtSecret jwt(@Nullable Path given) {
    Path file = given == null ? directory.resolve("jwt.hex") : given;
    try {
      return JwtSecret.readOrCreate(file);
    } catch (IOException | DecodeException e) {
      throw new CommandFailed(
          "--authrpc.jwtsecret: cannot use "
              + file
              + ": "
              + e.getMessage()
              + "; give 32 bytes in hex",
          e);
    }
  }
}
