package dev.kopi.tests.program;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.apps.program.ProgramBuild;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What core uses of the JDK, by types and methods, beside what the program's translator has: a
 * change of core that the program's build would refuse fails here first.
 */
class CoreLibraryTest {
  /** Packages of core that the program does not reach; nodes use them. */
  private static final List<String> NOT_IN_THE_PROGRAM =
      List.of(
          "altda.",
          "batcher.",
          "cannon.",
          "dispute.",
          "engineapi.",
          "evm.trace.",
          "p2p.",
          "pool.",
          "proof.host.",
          "store.",
          "txmgr.");

  /** Classes in whose place the program has others: see program/src/twins. */
  private static final List<String> TWINS = List.of("platform.", "crypto.hash.KeccakPermutation");

  /** Fields that a node's threads share; the program has one thread. */
  private static final Set<String> VOLATILE =
      Set.of(
          "dev.kopi.core.crypto.curve.Curve",
          "dev.kopi.core.evm.AnalysedCode",
          "dev.kopi.core.evm.Cancellation");

  /** A map's load factor: a constant that the translator's library computes with integers. */
  private static final Set<String> FLOATS = Set.of("dev.kopi.core.evm.LocalCodeCache");

  /**
   * Classes that go through a map or a set whose type does not tell its order, each for a reason
   * why the order of hashes, which the program's differs in, decides nothing.
   */
  private static final Set<String> ORDERED =
      Set.of(
          // Enum maps.
          "dev.kopi.core.chain.spec.ChainSpec",
          "dev.kopi.core.chain.spec.OpSpec",
          "dev.kopi.core.proof.config.ChainSpecReader",
          // Enum sets.
          "dev.kopi.core.derivation.batch.BatchRules",
          "dev.kopi.core.rollup.SequencerRules",
          // Linked maps: by age, by last use, and in the order of a path.
          "dev.kopi.core.derivation.pipeline.ChannelBank",
          "dev.kopi.core.evm.LocalCodeCache",
          "dev.kopi.core.trie.TrieRange",
          // The root does not depend on the order of changes, and what goes is sorted.
          "dev.kopi.core.trie.StateTrie",
          "dev.kopi.core.trie.TrieChanger");

  private static CoreCode code = new CoreCode();

  @BeforeAll
  static void read() throws IOException {
    Path classes = Vectors.root().resolve("core/target/classes");
    code = CoreCode.read(classes, CoreLibraryTest::mayBeInTheProgram);
  }

  private static boolean mayBeInTheProgram(String name) {
    String inCore = name.substring("dev.kopi.core.".length());
    return NOT_IN_THE_PROGRAM.stream().noneMatch(inCore::startsWith)
        && TWINS.stream().noneMatch(inCore::startsWith);
  }

  private static Set<String> allowed() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(CoreLibraryTest.class.getResourceAsStream("core-library.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .collect(toCollection(TreeSet::new));
    }
  }

  @Test
  void coreUsesTheListedMembersAlone() throws IOException {
    assertThat(code.classes()).isGreaterThan(400);
    Set<String> allowed = allowed();
    assertThat(allowed).isNotEmpty();
    code.members()
        .forEach((member, users) -> assertThat(allowed).as("used by %s", users).contains(member));
    assertThat(code.members().keySet()).as("core-library.txt lists no more").containsAll(allowed);
  }

  @Test
  void nothingWaitsOrComputesWithFloats() {
    assertThat(code.locks()).isEmpty();
    assertThat(code.volatiles()).isEqualTo(new TreeSet<>(VOLATILE));
    assertThat(code.floats()).isEqualTo(new TreeSet<>(FLOATS));
  }

  @Test
  void theOrderOfHashesDecidesNothing() {
    assertThat(code.iterations()).isEqualTo(new TreeSet<>(ORDERED));
  }

  @Test
  void theTranslatorHasEveryListedMember() throws IOException {
    BuiltProgram.assumeCompilers();
    Path jar =
        ProgramBuild.translatorJars(Vectors.root(), Vectors.root().resolve("target/program-tools"))
            .stream()
            .filter(path -> String.valueOf(path.getFileName()).startsWith("teavm-classlib-"))
            .findFirst()
            .orElseThrow();
    try (TranslatorLibrary library = new TranslatorLibrary(jar)) {
      for (String member : allowed()) {
        assertThat(library.has(member)).as(member).isTrue();
      }
      assertThat(library.has("java.util.Arrays.compareUnsigned([B[B)I")).isFalse();
      assertThat(library.has("java.lang.Math.unsignedMultiplyHigh(JJ)J")).isFalse();
    }
  }
}
