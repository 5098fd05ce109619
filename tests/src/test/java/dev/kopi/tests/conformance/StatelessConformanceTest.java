package dev.kopi.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.cli.evm.stateless.StatelessFixture;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.stateless.DerivedBlocks.Built;
import dev.kopi.core.execution.stateless.StatelessExecutor;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.trie.Preimages;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real blocks of OP Sepolia, executed over a witness. */
class StatelessConformanceTest {
  private static final Crypto CRYPTO = NativeCrypto.create();

  @ParameterizedTest
  @ValueSource(strings = {"26207960", "26207961", "26207963", "26208858"})
  void executesBlockToItsHash(String number) throws IOException {
    StatelessFixture fixture = fixture(number);
    Built built = fixture.build(CRYPTO);
    assertThat(built).isInstanceOf(Built.Sealed.class);
    assertThat(((Built.Sealed) built).block().block().hash()).isEqualTo(fixture.expected());
  }

  @Test
  void namesWhatAWitnessLacks() throws IOException {
    StatelessFixture fixture = fixture("26207960");
    StatelessExecutor executor =
        new StatelessExecutor(
            fixture.spec(), ExecutionResources.of(CRYPTO), fixture.parent(), new Preimages());
    assertThatThrownBy(() -> executor.build(fixture.attributes()))
        .isInstanceOf(StateUnavailableException.class)
        .hasMessageContaining(fixture.parent().stateRoot().toHex());
  }

  private static StatelessFixture fixture(String number) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(Vectors.path("op-sepolia-blocks.zip"))) {
      return StatelessFixture.read(zip.getPath("/" + number));
    }
  }
}
