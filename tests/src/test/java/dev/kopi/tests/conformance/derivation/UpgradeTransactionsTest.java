package dev.kopi.tests.conformance.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.derivation.attributes.NetworkUpgrades;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UpgradeTransactionsTest {
  /** The code hash that the specification states for the contract of a deployment. */
  @ParameterizedTest
  @CsvSource({
    "ECOTONE, 0, 0xc88a313aa75dc4fbf0b6850d9f9ae41e04243b7008cf3eadb29256d4a71c1dfd",
    "ECOTONE, 1, 0x8b71360ea773b4cfaf1ae6d2bd15464a4e1e2e360f786e475f63aeaed8da0ae5",
    "FJORD, 0, 0xa88fa50a2745b15e6794247614b5298483070661adacb8d32d716434ed24c6b2",
    "ISTHMUS, 0, 0x8e3fe7a416d3e5f3b7be74ddd4e7e58e516fa3f80b67c6d930e3cd7297da4a4b",
    "ISTHMUS, 1, 0x4d195a9d7caf9fb6d4beaf80de252c626c853afd5868c4f4f8d19c9d301c2679",
  })
  void carriesTheCodeThatTheSpecificationNames(OpFork fork, int place, String codeHash) {
    Bytes init = UpgradeFiles.shipped().of(fork).transactions().get(place).data();
    assertThat(runtimeHash(init)).isEqualTo(Hash.fromHex(codeHash));
  }

  /** What a constructor without immutable values leaves: the init code behind its own end. */
  private static Hash runtimeHash(Bytes init) {
    byte[] code = init.toArray();
    for (int i = 0; i + 1 < code.length; i++) {
      boolean endsConstructor = code[i] == (byte) 0xf3 && code[i + 1] == (byte) 0xfe;
      if (endsConstructor) {
        return Keccak256.hash(init.slice(i + 2, init.size()));
      }
    }
    throw new AssertionError("no constructor");
  }

  @ParameterizedTest
  @CsvSource({
    "ECOTONE, 0, 0x877a6077205782ea15a6dc8699fa5ebcec5e0f4389f09cb8eda09488231346f8",
    "ECOTONE, 1, 0xa312b4510adf943510f05fcc8f15f86995a5066bd83ce11384688ae20e6ecf42",
    "ECOTONE, 2, 0x18acb38c5ff1c238a7460ebc1b421fa49ec4874bdf1e0a530d234104e5e67dbc",
    "ECOTONE, 3, 0xee4f9385eceef498af0be7ec5862229f426dec41c8d42397c7257a5117d9230a",
    "ECOTONE, 4, 0x0c1cb38e99dbc9cbfab3bb80863380b0905290b37eb3d6ab18dc01c1f3e75f93",
    "ECOTONE, 5, 0x69b763c48478b9dc2f65ada09b3d92133ec592ea715ec65ad6e7f3dc519dc00c",
  })
  void namesTransactionsAsTheSpecificationDoes(OpFork fork, int place, String sourceHash) {
    assertThat(UpgradeFiles.shipped().of(fork).transactions().get(place).sourceHash())
        .isEqualTo(Hash.fromHex(sourceHash));
  }

  @ParameterizedTest
  @EnumSource(
      value = OpFork.class,
      names = {"ECOTONE", "FJORD", "ISTHMUS"})
  void shipsWhatThePublishedArchiveHolds(OpFork fork) throws IOException {
    NetworkUpgrades archive = UpgradeFiles.with(Vectors.path("op-upgrades.zip"));
    List<Transaction.Deposit> shipped = UpgradeFiles.shipped().of(fork).transactions();
    assertThat(shipped).isNotEmpty().isEqualTo(archive.of(fork).transactions());
  }

  @Test
  void karstAddsTheGasOfItsTransactions() throws IOException {
    NetworkUpgrades archive = UpgradeFiles.with(Vectors.path("op-upgrades.zip"));
    assertThat(archive.of(OpFork.KARST).extraGas()).isEqualTo(NetworkUpgrades.KARST_GAS);
    long all =
        archive.of(OpFork.KARST).transactions().stream()
            .mapToLong(Transaction.Deposit::gasLimit)
            .sum();
    assertThat(all).isEqualTo(NetworkUpgrades.KARST_GAS);
  }
}
