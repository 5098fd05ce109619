package dev.kopi.adapters.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Finds keys of a configuration file that its reader does not know. */
public final class UnknownKeys {
  /** A key within this edit distance of a known key is taken for a misspelling of it. */
  private static final int MAX_EDITS = 2;

  private UnknownKeys() {}

  /**
   * The keys of an object that are not known and have a value other than null.
   *
   * @return the keys in the order of the file; none when the node is absent or not an object
   */
  public static List<String> of(@Nullable JsonNode object, Set<String> known) {
    List<String> unknown = new ArrayList<>();
    if (object == null || !object.isObject()) {
      return unknown;
    }
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (!known.contains(entry.getKey()) && !entry.getValue().isNull()) {
        unknown.add(entry.getKey());
      }
    }
    return unknown;
  }

  /**
   * The known key that {@code key} is a misspelling of. Case and underscores do not count.
   *
   * @return null when no known key is within two edits
   */
  public static @Nullable String nearest(String key, Collection<String> known) {
    String wanted = plain(key);
    String nearest = null;
    int fewest = MAX_EDITS + 1;
    for (String candidate : known) {
      int edits = edits(wanted, plain(candidate));
      if (edits < fewest) {
        fewest = edits;
        nearest = candidate;
      }
    }
    return nearest;
  }

  private static String plain(String key) {
    return key.replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** The Levenshtein distance. */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
