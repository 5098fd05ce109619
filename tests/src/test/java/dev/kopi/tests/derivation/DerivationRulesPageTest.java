package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that lists which test belongs to which rule names tests that exist, and all of them. */
class DerivationRulesPageTest {
  private static final Pattern NAMED = Pattern.compile("`(\\w+Test)\\.(\\w+)`");
  private static final Pattern METHOD = Pattern.compile("\\bvoid (\\w+)\\(");

  @Test
  void namesTheTestsThatExist() throws IOException {
    Path root = Vectors.root();
    Set<String> named = new TreeSet<>();
    Matcher found =
        NAMED.matcher(Files.readString(root.resolve("docs").resolve("derivation-rules.md")));
    while (found.find()) {
      named.add(found.group(1) + "." + found.group(2));
    }
    Path sources = root.resolve("tests/src/test/java/dev/kopi/tests");
    Set<String> rules = methods(sources.resolve("derivation"));
    rules.removeIf(name -> name.startsWith(getClass().getSimpleName()));
    assertThat(named).containsAll(rules);
    Set<String> all = methods(sources.resolve("conformance/derivation"));
    all.addAll(rules);
    assertThat(all).containsAll(named);
    assertThat(named).hasSizeGreaterThan(120);
  }

  /** The test methods of the classes in a folder. */
  private static Set<String> methods(Path folder) throws IOException {
    Set<String> out = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        for (String part : Files.readString(file).split("@(?:Parameterized)?Test\\b")) {
          Matcher method = METHOD.matcher(part);
          if (part.startsWith("\n") && method.find()) {
            out.add(name + "." + method.group(1));
          }
        }
      }
    }
    return out;
  }
}
