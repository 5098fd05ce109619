package dev.kopi.apps.cli.evm;

import dev.kopi.core.chain.Fork;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The forks by the names that the official tests use. */
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
          Map.entry("osaka", Fork.OSAKA));

  private TestForks() {}

  /** The fork of a name, or null when it is not known; the case of letters does not matter. */
  static @Nullable Fork byName(String name) {
    return BY_NAME.get(lowerCase(name));
  }

  private static String lowerCase(String name) {
    StringBuilder lower = new StringBuilder(name.length());
    name.chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
    return lower.toString();
  }
}
