package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * The data directory of a chain: {@code genesis.json}, {@code jwt.hex}, the folder {@code chain}.
 */
record ChainFolder(Path directory) {
  /** The directory of the store. */
  Path chain() {
    return directory.resolve("chain");
  }

  /**
   * The genesis of the chain.
   *
   * @param given a genesis file, or null for the stored one
   */
  Genesis genesis(@Nullable Path given) {
    if (given != null) {
      return keep(given);
    }
    if (!Files.exists(kept())) {
      throw new CommandFailed(
          "--datadir: there is no chain in " + directory + ": give --genesis FILE");
    }
    return read(kept());
  }

  /** Reads a genesis file and copies it into the data directory. */
  Genesis keep(Path file) {
    Genesis genesis = read(file);
    try {
      Files.createDirectories(directory);
      if (!file.toAbsolutePath().equals(kept().toAbsolutePath())) {
        Files.copy(file, kept(), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new CommandFailed(
          "--datadir: cannot write to " + directory + ": " + e.getMessage() + "; choose another",
          e);
    }
    return genesis;
  }

  private Path kept() {
    return directory.resolve("genesis.json");
  }

  private static Genesis read(Path file) {
    try {
      return GenesisJson.read(Json.parse(Files.readAllBytes(file)));
    } catch (IOException | DecodeException e) {
      throw new CommandFailed(
          "--genesis: cannot read " + file + ": " + e.getMessage() + "; it must be a genesis.json",
          e);
    }
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
