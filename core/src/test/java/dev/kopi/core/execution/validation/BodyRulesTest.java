package dev.kopi.core.execution.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BodyRulesTest {
  private static Rules rules(Fork last, @Nullable OpFork lastOp) {
    Map<Fork, Long> forks = new HashMap<>();
    for (Fork fork : Fork.values()) {
      if (last.atLeast(fork)) {
        forks.put(fork, 0L);
      }
    }
    OpSpec op = null;
    if (lastOp != null) {
      Map<OpFork, Long> times = new HashMap<>();
      for (OpFork fork : OpFork.values()) {
        if (lastOp.atLeast(fork)) {
          times.put(fork, 0L);
        }
      }
      op = new OpSpec(times, 6, 50, 250);
    }
    List<ChainSpec.BlobScheduleEntry> blobs =
        op == null ? List.of(new ChainSpec.BlobScheduleEntry(0, BlobParams.PRAGUE)) : List.of();
    return new ChainSpec(UInt256.ONE, forks, UInt256.ZERO, null, blobs, null, op).rules(1, 1, true);
  }

  /** A block whose encoding has exactly {@code size} bytes. */
  private static Block block(int size) {
    Block found = blockWith(size - 1_000);
    found = blockWith(size - 1_000 + size - found.encode().size());
    assertThat(found.encode().size()).isEqualTo(size);
    return found;
  }

  private static Block blockWith(int dataSize) {
    UInt256 any = UInt256.ONE;
    TransactionEnvelope one =
        TransactionEnvelope.of(
            new Transaction.DynamicFee(
                UInt256.ONE,
                0,
                any,
                any,
                100_000_000,
                Address.ZERO,
                any,
                Bytes.wrap(new byte[dataSize]),
                List.of(),
                new Signature(any, any, any)));
    List<TransactionEnvelope> transactions = List.of(one);
    return new Block(
        new HeaderBuilder()
            .number(1)
            .timestampSeconds(1)
            .transactionsRoot(BodyRules.transactionsRoot(transactions))
            .withdrawalsRoot(BodyRules.withdrawalsRoot(List.of()))
            .baseFeePerGas(any)
            .blobGasUsed(0L)
            .excessBlobGas(0L)
            .parentBeaconBlockRoot(Hash.ZERO)
            .build(),
        transactions,
        List.of(),
        List.of());
  }

  @Test
  void refusesBlocksAboveEightMebibytesOnL1FromOsakaOn() {
    Block largest = block(8_388_608);
    Block tooLarge = block(8_388_609);
    Rules osaka = rules(Fork.OSAKA, null);
    assertThat(BodyRules.check(osaka, largest)).isNull();
    assertThat(BodyRules.check(osaka, tooLarge)).isEqualTo(InvalidBlock.BLOCK_TOO_LARGE);
    assertThat(BodyRules.check(rules(Fork.PRAGUE, null), tooLarge)).isNull();
  }

  @Test
  void hasNoSizeLimitOnL2() {
    assertThat(BodyRules.check(rules(Fork.OSAKA, OpFork.KARST), block(12_000_000))).isNull();
  }
}
