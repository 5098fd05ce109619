package dev.kopi.apps.devnet;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.apps.deployer.parameters.GameOverrides;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a data directory remembers of its chain, from which its genesis is made again: {@code
 * devnet.json}.
 *
 * @param genesisTimeSeconds the time of the first blocks
 * @param absolutePrestate that of the chain's dispute games, which may be of an older release of
 *     the program; null before the first start
 */
record DevnetState(long genesisTimeSeconds, @Nullable Hash absolutePrestate) {
  private static final String FILE = "devnet.json";
  private static final String PRESTATE = "absolutePrestate";

  /**
   * The state of a directory; a fresh one is begun.
   *
   * @throws IllegalArgumentException when the directory holds a chain made with other options
   */
  static DevnetState openOrCreate(Path directory, DevnetOptions options, long nowSeconds) {
    Path file = directory.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        write(directory, chosen(options).put("genesisTime", nowSeconds));
        return new DevnetState(nowSeconds, null);
      }
      ObjectNode json = (ObjectNode) Json.parse(Files.readAllBytes(file));
      long genesisTime = JsonFields.number(json, "genesisTime");
      // Compared as text: a number that was parsed is not equal to one that was put.
      String expected = Json.text(chosen(options).put("genesisTime", genesisTime));
      Hash prestate = JsonFields.optionalHash(json, PRESTATE);
      json.remove(PRESTATE);
      if (!expected.equals(Json.text(json))) {
        throw new IllegalArgumentException(
            directory
                + " holds a chain made with other options: "
                + Json.text(json)
                + ". Start with these, or choose another --datadir");
      }
      return new DevnetState(genesisTime, prestate);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or write " + file + ": " + e.getMessage(), e);
    } catch (DecodeException | ClassCastException e) {
      throw new IllegalArgumentException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Remembers the absolute prestate of a chain that was just made. */
  static void remember(Path directory, Hash absolutePrestate) {
    Path file = directory.resolve(FILE);
    try {
      ObjectNode json = (ObjectNode) Json.parse(Files.readAllBytes(file));
      write(directory, json.put(PRESTATE, absolutePrestate.toHex()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read or write " + file + ": " + e.getMessage(), e);
    }
  }

  private static void write(Path directory, ObjectNode json) throws IOException {
    Path part = directory.resolve(FILE + ".part");
    Files.write(part, Json.write(json));
    Files.move(
        part,
        directory.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private static ObjectNode chosen(DevnetOptions options) {
    ObjectNode json = Json.object();
    json.put("l1ChainId", options.l1ChainId()).put("l2ChainId", options.l2ChainId());
    json.put("slotSeconds", options.slotSeconds());
    json.put("blockTimeSeconds", options.blockTimeSeconds());
    json.put("profile", options.profile().name().toLowerCase(Locale.ROOT));
    if (!options.games().equals(GameOverrides.NONE)) {
      json.set("games", games(options.games()));
    }
    json.put("fork", options.forks().toString());
    DevnetOptions.External external = options.externalL1();
    if (external != null) {
      json.put("l1", external.rpc().toString());
    }
    return json;
  }

  private static ObjectNode games(GameOverrides games) {
    ObjectNode json = Json.object();
    json.put("maxClock", games.maxClockSeconds());
    json.put("clockExtension", games.clockExtensionSeconds());
    json.put("challengePeriod", games.challengePeriodSeconds());
    json.put("maxDepth", games.maxGameDepth());
    return json.put("splitDepth", games.splitDepth());
  }
}
