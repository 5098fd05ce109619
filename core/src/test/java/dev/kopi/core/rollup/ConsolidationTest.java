package dev.kopi.core.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.Consolidation.Mismatch;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConsolidationTest {
  private static final Hash PARENT = RollupConfigs.hash(2, 4);
  private static final Bytes DEPOSIT = Bytes.fromHex("7e00");
  private static final Bytes USER = Bytes.fromHex("02c0");

  @Test
  void matchesTheBlockThatDerivationAsksFor() {
    assertThat(compare(OpFork.HOLOCENE, new Case())).isNull();
    assertThat(compare(OpFork.JOVIAN, new Case())).isNull();
    assertThat(compare(OpFork.ECOTONE, new Case())).isNull();
    assertThat(compare(OpFork.BEDROCK, new Case())).isNull();
  }

  @Test
  void namesTheFieldThatDiffers() {
    assertThat(compare(OpFork.HOLOCENE, new Case().parent(Hash.ZERO)))
        .isEqualTo(Mismatch.PARENT_HASH);
    assertThat(compare(OpFork.HOLOCENE, new Case().time(1012))).isEqualTo(Mismatch.TIMESTAMP);
    assertThat(compare(OpFork.HOLOCENE, new Case().randao(PARENT))).isEqualTo(Mismatch.PREV_RANDAO);
    assertThat(compare(OpFork.HOLOCENE, new Case().transactions(DEPOSIT)))
        .isEqualTo(Mismatch.TRANSACTION_COUNT);
    assertThat(compare(OpFork.HOLOCENE, new Case().transactions(DEPOSIT, DEPOSIT)))
        .isEqualTo(Mismatch.TRANSACTIONS);
    assertThat(compare(OpFork.HOLOCENE, new Case().gasLimit(1))).isEqualTo(Mismatch.GAS_LIMIT);
    assertThat(compare(OpFork.HOLOCENE, new Case().withdrawals(null)))
        .isEqualTo(Mismatch.WITHDRAWALS);
    assertThat(
            compare(
                OpFork.HOLOCENE,
                new Case().withdrawals(List.of(new Withdrawal(0, 0, Address.ZERO, 1)))))
        .isEqualTo(Mismatch.WITHDRAWALS);
    assertThat(compare(OpFork.HOLOCENE, new Case().beaconRoot(Hash.ZERO)))
        .isEqualTo(Mismatch.PARENT_BEACON_BLOCK_ROOT);
    assertThat(compare(OpFork.HOLOCENE, new Case().feeRecipient(Address.ZERO)))
        .isEqualTo(Mismatch.FEE_RECIPIENT);
  }

  @Test
  void readsZeroParametersAsTheDefaultsOfTheChain() {
    assertThat(compare(OpFork.HOLOCENE, new Case().params("0000000000000000"))).isNull();
    assertThat(compare(OpFork.HOLOCENE, new Case().params("000000fa00000006"))).isNull();
    assertThat(compare(OpFork.HOLOCENE, new Case().params("000000fb00000006")))
        .isEqualTo(Mismatch.EXTRA_DATA);
    assertThat(compare(OpFork.HOLOCENE, new Case().extra("01000000fa00000006")))
        .isEqualTo(Mismatch.EXTRA_DATA);
    assertThat(compare(OpFork.ECOTONE, new Case().extra("00000000fa00000006")))
        .isEqualTo(Mismatch.EXTRA_DATA);
  }

  @Test
  void comparesTheLeastBaseFeeFromJovianOn() {
    assertThat(compare(OpFork.JOVIAN, new Case().extra("01000000fa000000060000000000000008")))
        .isEqualTo(Mismatch.EXTRA_DATA);
    assertThat(compare(OpFork.JOVIAN, new Case().minBaseFee(null))).isEqualTo(Mismatch.EXTRA_DATA);
  }

  private static @Nullable Mismatch compare(OpFork fork, Case c) {
    boolean canyon = fork.atLeast(OpFork.CANYON);
    boolean ecotone = fork.atLeast(OpFork.ECOTONE);
    boolean holocene = fork.atLeast(OpFork.HOLOCENE);
    boolean jovian = fork.atLeast(OpFork.JOVIAN);
    String extra = c.extra;
    if (extra == null) {
      extra = jovian ? "01000000fa000000060000000000000007" : "00000000fa00000006";
      extra = holocene ? extra : "";
    }
    PayloadAttributes attributes =
        new PayloadAttributes(
            1010,
            Hash.ZERO,
            Address.fromHex("4200000000000000000000000000000000000011"),
            canyon ? List.of() : null,
            ecotone ? PARENT : null,
            List.of(DEPOSIT, USER),
            true,
            30_000_000L,
            holocene ? Bytes.fromHex(c.params) : null,
            jovian ? c.minBaseFee : null);
    ExecutionPayload block =
        new ExecutionPayload(
            c.parent,
            c.feeRecipient,
            Hash.ZERO,
            Hash.ZERO,
            Bytes.EMPTY,
            c.randao,
            5,
            c.gasLimit,
            0,
            c.time,
            Bytes.fromHex(extra),
            UInt256.ONE,
            Hash.ZERO,
            c.transactions,
            canyon ? c.withdrawals : null,
            0L,
            0L,
            fork.atLeast(OpFork.ISTHMUS) ? PARENT : null);
    return Consolidation.compare(
        RollupConfigs.upTo(fork), attributes, PARENT, block, ecotone ? c.beaconRoot : null);
  }

  private static final class Case {
    private Hash parent = PARENT;
    private long time = 1010;
    private Hash randao = Hash.ZERO;
    private List<Bytes> transactions = List.of(DEPOSIT, USER);
    private long gasLimit = 30_000_000;
    private @Nullable List<Withdrawal> withdrawals = List.of();
    private Hash beaconRoot = PARENT;
    private Address feeRecipient = Address.fromHex("4200000000000000000000000000000000000011");
    private String params = "000000fa00000006";
    private @Nullable String extra;
    private @Nullable Long minBaseFee = 7L;

    Case parent(Hash value) {
      parent = value;
      return this;
    }

    Case time(long value) {
      time = value;
      return this;
    }

    Case randao(Hash value) {
      randao = value;
      return this;
    }

    Case transactions(Bytes... value) {
      transactions = List.of(value);
      return this;
    }

    Case gasLimit(long value) {
      gasLimit = value;
      return this;
    }

    Case withdrawals(@Nullable List<Withdrawal> value) {
      withdrawals = value;
      return this;
    }

    Case beaconRoot(Hash value) {
      beaconRoot = value;
      return this;
    }

    Case feeRecipient(Address value) {
      feeRecipient = value;
      return this;
    }

    Case params(String value) {
      params = value;
      return this;
    }

    Case extra(String value) {
      extra = value;
      return this;
    }

    Case minBaseFee(@Nullable Long value) {
      minBaseFee = value;
      return this;
    }
  }
}
