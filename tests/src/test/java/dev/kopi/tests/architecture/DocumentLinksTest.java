package dev.kopi.tests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Relative links of the documents point to files and headings that exist. */
class DocumentLinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
  private static final Pattern EXTERNAL = Pattern.compile("[a-z]+:.*");

  @Test
  void relativeLinksPointToFilesAndHeadings() throws IOException {
    List<String> broken = new ArrayList<>();
    int relative = 0;
    for (Path document : documents()) {
      for (String link : links(document)) {
        relative++;
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target) || (parts.length == 2 && !anchors(target).contains(parts[1]))) {
          broken.add(document.getFileName() + ": " + link);
        }
      }
    }
    assertThat(relative).as("relative links").isGreaterThan(20);
    assertThat(broken).as("links to what does not exist").isEmpty();
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(Vectors.root());
        Stream<Path> docs = Files.walk(Vectors.root().resolve("docs"))) {
      return Stream.concat(top, docs)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private static List<String> links(Path document) throws IOException {
    return LINK.matcher(Files.readString(document))
        .results()
        .map(match -> match.group(1))
        .filter(link -> !EXTERNAL.matcher(link).matches())
        .toList();
  }

  /** The anchors of the headings, as Git hosts make them. */
  private static Set<String> anchors(Path document) throws IOException {
    return HEADING
        .matcher(Files.readString(document))
        .results()
        .map(DocumentLinksTest::anchor)
        .collect(Collectors.toSet());
  }

  private static String anchor(MatchResult heading) {
    return heading
        .group(1)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }
}
