package dev.kopi.core.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.attributes.UpgradeTransactions.Upgrade;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpgradeListTest {
  private static final Transaction.Deposit DEPOSIT =
      new Transaction.Deposit(
          Hash.ofWords(1, 2, 3, 4),
          Address.ofWords(1, 2, 3),
          null,
          UInt256.ZERO,
          UInt256.ZERO,
          375_000,
          false,
          Bytes.fromHex("0x6080"));

  @Test
  void readsWhatItWrote() {
    Upgrade karst = new Upgrade(List.of(DEPOSIT, DEPOSIT), 7_000_000);
    UpgradeTransactions upgrades =
        fork -> {
          if (fork == OpFork.JOVIAN) {
            throw new CriticalException("not known");
          }
          return fork == OpFork.KARST ? karst : Upgrade.NONE;
        };

    Map<OpFork, Upgrade> read = UpgradeList.decode(UpgradeList.encode(upgrades));

    assertThat(read.get(OpFork.KARST)).isEqualTo(karst);
    assertThat(read.get(OpFork.CANYON)).isEqualTo(Upgrade.NONE);
    assertThat(read).doesNotContainKey(OpFork.JOVIAN).hasSize(OpFork.values().length - 1);
  }

  @Test
  void refusesAForkThatDoesNotExist() {
    Bytes encoded =
        new RlpWriter()
            .startList()
            .startList()
            .number(99)
            .number(0)
            .startList()
            .endList()
            .endList()
            .endList()
            .toBytes();
    assertThatThrownBy(() -> UpgradeList.decode(encoded)).isInstanceOf(DecodeException.class);
  }
}
