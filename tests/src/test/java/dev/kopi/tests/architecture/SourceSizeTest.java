package dev.kopi.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Limits on the size of packages and files. Whoever reaches one splits by idea. */
class SourceSizeTest {
  private static final List<String> MODULES = List.of("core", "adapters", "services", "apps");
  private static final int MAX_FILES = 24;
  private static final int MAX_LINES = 600;

  @Test
  void packagesHoldFewFiles() throws IOException {
    Map<Path, Long> counts =
        sources().stream()
            .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
    assertThat(counts).hasSizeGreaterThan(50);
    counts.values().removeIf(count -> count <= MAX_FILES);
    assertThat(counts).as("packages of more than " + MAX_FILES + " files").isEmpty();
  }

  @Test
  void filesAreShort() throws IOException {
    Map<Path, Long> lines = new TreeMap<>();
    for (Path file : sources()) {
      try (Stream<String> content = Files.lines(file)) {
        lines.put(file, content.count());
      }
    }
    assertThat(lines).hasSizeGreaterThan(500);
    lines.values().removeIf(count -> count <= MAX_LINES);
    assertThat(lines).as("files of more than " + MAX_LINES + " lines").isEmpty();
  }

  /** The production files of all modules, without package-info. */
  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(Vectors.root().resolve(module + "/src/main/java"))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !file.endsWith("package-info.java"))
            .forEach(sources::add);
      }
    }
    return sources;
  }
}
