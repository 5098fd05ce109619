package dev.kopi.apps.cli.evm;

import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.Fork;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The forks by the names that the official tests use. Forks that change nothing but the blobs'
 * schedule (BPO) have Osaka's rules.
 */
final class TestForks {
  private static final Map<String, Fork> BY_NAME =
      Map.ofEntries(
          Map.entry("frontier", Fork.FRONTIER),
          Map.entry("homestead", Fork.HOMESTEAD),
          Map.entry("eip150", Fork.TANGERINE_WHISTLE),
          Map.entry("tangerinewhistle", Fork.TANGERINE_WHISTLE),
          Map.entry("eip158", Fork.SPURIOUS_DRAGON),
          Map.entry("spuriousdragon", Fork.SPURIOUS_DRAGON),
          Map.entry("byzantium", Fork.BYZANTIUM),
          Map.entry("constantinople", Fork.CONSTANTINOPLE),
          Map.entry("constantinoplefix", Fork.PETERSBURG),
          Map.entry("petersburg", Fork.PETERSBURG),
          Map.entry("istanbul", Fork.ISTANBUL),
          Map.entry("berlin", Fork.BERLIN),
          Map.entry("london", Fork.LONDON),
          Map.entry("merge", Fork.PARIS),
          Map.entry("paris", Fork.PARIS),
          Map.entry("shanghai", Fork.SHANGHAI),
          Map.entry("cancun", Fork.CANCUN),
          Map.entry("prague", Fork.PRAGUE),
          Map.entry("osaka", Fork.OSAKA),
          Map.entry("bpo1", Fork.OSAKA),
          Map.entry("bpo2", Fork.OSAKA),
          Map.entry("bpo3", Fork.OSAKA),
          Map.entry("bpo4", Fork.OSAKA),
          Map.entry("bpo5", Fork.OSAKA));

  private TestForks() {}

  /** The fork of a name, or null when it is not known; the case of letters does not matter. */
  static @Nullable Fork byName(String name) {
    return BY_NAME.get(lowerCase(name));
  }

  /** Whether two names mean the same fork. */
  static boolean same(String name, String other) {
    return byName(name) == byName(other)
        && (!isBlobFork(name) && !isBlobFork(other) || lowerCase(name).equals(lowerCase(other)));
  }

  private static boolean isBlobFork(String name) {
    return lowerCase(name).startsWith("bpo");
  }

  /** What a fork's blobs are limited to where a test does not say it; null before Cancun. */
  static @Nullable BlobParams blobs(String name) {
    Fork fork = byName(name);
    if (fork == null || !fork.atLeast(Fork.CANCUN)) {
      return null;
    }
    return switch (lowerCase(name)) {
      case "bpo1" -> BlobParams.BPO1;
      case "bpo2" -> BlobParams.BPO2;
      default -> fork.atLeast(Fork.PRAGUE) ? BlobParams.PRAGUE : BlobParams.CANCUN;
    };
  }

  private static String lowerCase(String name) {
    StringBuilder lower = new StringBuilder(name.length());
    name.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
    return lower.toString();
  }
}
