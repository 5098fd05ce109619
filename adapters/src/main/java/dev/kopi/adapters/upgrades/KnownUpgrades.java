package dev.kopi.adapters.upgrades;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.primitives.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The hashes of upgrade transactions that do not come with Kopi, by which they are recognised. An
 * upgrade transaction is the same on every chain.
 */
public final class KnownUpgrades {
  private static final String RESOURCE = "upgrade-transactions.txt";

  private KnownUpgrades() {}

  /**
   * An upgrade transaction.
   *
   * @param hash its hash, which covers all of its content
   * @param intent what it is for
   */
  public record Known(Hash hash, String intent) {}

  /** The upgrade transactions of each fork, in the order of its first block. */
  public static Map<OpFork, List<Known>> all() {
    Map<OpFork, List<Known>> all = new EnumMap<>(OpFork.class);
    try (InputStream in = KnownUpgrades.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not on the class path");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
        String[] words = line.split(" ", 3);
        all.computeIfAbsent(
                OpFork.valueOf(words[0].toUpperCase(Locale.ROOT)), fork -> new ArrayList<>())
            .add(new Known(Hash.fromHex(words[1]), words[2]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }
}
