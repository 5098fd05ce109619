package dev.kopi.tests.conformance.rpc;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Where two JSON documents part. */
final class JsonComparison {
  /** Fields that the specification leaves to the client. */
  private static final Set<String> OPTIONAL = Set.of("deleteStrategy");

  private JsonComparison() {}

  /** The first place where the values differ, or null when they are equal. */
  static @Nullable String ofValues(JsonNode expected, JsonNode actual) {
    return compare(expected, actual, "$", true);
  }

  /**
   * The first place where the form differs: an object lacks a field, a value is of another kind.
   * All items of a list are held to the first one expected.
   */
  static @Nullable String ofForm(JsonNode expected, JsonNode actual) {
    return compare(expected, actual, "$", false);
  }

  private static @Nullable String compare(
      JsonNode expected, JsonNode actual, String path, boolean values) {
    if (expected.isObject() && actual.isObject()) {
      return compareObjects(expected, actual, path, values);
    }
    if (expected.isArray() && actual.isArray()) {
      return compareLists(expected, actual, path, values);
    }
    boolean same =
        expected.getNodeType() == actual.getNodeType() && (!values || equal(expected, actual));
    return same ? null : path + " is " + shorten(actual) + ", expected " + shorten(expected);
  }

  private static boolean equal(JsonNode a, JsonNode b) {
    return a.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) == 0 : a.equals(b);
  }

  private static @Nullable String compareObjects(
      JsonNode expected, JsonNode actual, String path, boolean values) {
    TreeSet<String> extra = new TreeSet<>(actual.propertyNames());
    extra.removeAll(expected.propertyNames());
    TreeSet<String> missing = new TreeSet<>(expected.propertyNames());
    missing.removeAll(actual.propertyNames());
    if (!values) {
      missing.removeAll(OPTIONAL);
    }
    if (!missing.isEmpty() || (values && !extra.isEmpty())) {
      return path + " lacks " + missing + " and has besides " + extra;
    }
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      if (!values && !actual.has(field.getKey())) {
        continue;
      }
      String difference =
          compare(
              field.getValue(), actual.path(field.getKey()), path + "." + field.getKey(), values);
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private static @Nullable String compareLists(
      JsonNode expected, JsonNode actual, String path, boolean values) {
    if (values && expected.size() != actual.size()) {
      return path + " has " + actual.size() + " items, expected " + expected.size();
    }
    for (int i = 0; i < actual.size(); i++) {
      JsonNode wanted = values ? expected.get(i) : expected.get(0);
      if (wanted == null) {
        return null;
      }
      String difference = compare(wanted, actual.get(i), path + "[" + i + "]", values);
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private static String shorten(JsonNode node) {
    String text = node.toString();
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
