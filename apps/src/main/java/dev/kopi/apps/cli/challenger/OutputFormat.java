package dev.kopi.apps.cli.challenger;

import dev.kopi.adapters.json.Json;
import java.util.List;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How a list is printed. */
final class OutputFormat {
  /** The forms. */
  enum Format {
    TEXT,
    JSON
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or json.")
  private Format format;

  /**
   * Prints rows.
   *
   * @param columns of the table, and what a row's cell is called in JSON
   */
  void print(List<String> columns, List<List<Object>> rows) {
    switch (format) {
      case TEXT -> text(columns, rows);
      case JSON -> {
        ArrayNode list = Json.array();
        for (List<Object> row : rows) {
          ObjectNode json = list.addObject();
          for (int i = 0; i < columns.size(); i++) {
            Object cell = row.get(i);
            if (cell instanceof Number number) {
              json.put(columns.get(i), number.longValue());
            } else if (cell instanceof Boolean truth) {
              json.put(columns.get(i), truth);
            } else {
              json.put(columns.get(i), cell.toString());
            }
          }
        }
        System.out.println(Json.text(list));
      }
    }
  }

  private static void text(List<String> columns, List<List<Object>> rows) {
    int[] widths = columns.stream().mapToInt(String::length).toArray();
    for (List<Object> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).toString().length());
      }
    }
    System.out.println(line(columns, widths));
    rows.forEach(row -> System.out.println(line(row, widths)));
  }

  private static String line(List<?> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(String.format("%-" + (widths[i] + 2) + "s", cells.get(i)));
    }
    return line.toString().stripTrailing();
  }
}
