package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.attributes.AttributesBuilder;
import dev.kopi.core.derivation.attributes.DepositLog;
import dev.kopi.core.derivation.attributes.L1BlockInfo;
import dev.kopi.core.derivation.attributes.L1InfoLayout;
import dev.kopi.core.derivation.attributes.NetworkUpgrades;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.pipeline.DerivedAttributes;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AttributesRulesTest {
  private static final long T = DerivationHarness.GENESIS_SECONDS;

  /** The attributes of the first two blocks, the second of which takes the next L1 block. */
  private static List<PayloadAttributes> attributes(OpFork fork, Map<OpFork, Long> activations) {
    DerivationHarness chain = new DerivationHarness(fork, activations, null);
    chain.mine((int) chain.config.sequencerWindowSize() + 1);
    assertThat(chain.derived.size()).isGreaterThan(6);
    return chain.derived.stream().map(DerivedAttributes::attributes).toList();
  }

  private static PayloadAttributes first(OpFork fork) {
    return attributes(fork, Map.of()).getFirst();
  }

  private static Transaction.Deposit l1Info(PayloadAttributes attributes) {
    return (Transaction.Deposit)
        TransactionCodec.decode(Objects.requireNonNull(attributes.transactions()).getFirst());
  }

  @Test
  void theTimestampIsTheParentsAndTheBlockTime() {
    List<PayloadAttributes> found = attributes(OpFork.KARST, Map.of());
    assertThat(found.get(0).timestampSeconds()).isEqualTo(T + 2);
    assertThat(found.get(1).timestampSeconds()).isEqualTo(T + 4);
  }

  @Test
  void randomnessIsThatOfTheL1Origin() {
    DerivationHarness chain = new DerivationHarness(OpFork.KARST);
    chain.mine((int) chain.config.sequencerWindowSize() + 1);
    DerivedAttributes last = chain.derived.getLast();
    Hash origin = chain.head().l1Origin().hash();
    assertThat(last.attributes().prevRandao()).isEqualTo(chain.l1.header(origin).mixHash());
  }

  @Test
  void feesGoToTheSequencerFeeVault() {
    assertThat(first(OpFork.KARST).suggestedFeeRecipient())
        .isEqualTo(Address.fromHex("0x4200000000000000000000000000000000000011"));
  }

  @Test
  void nothingIsTakenFromThePool() {
    assertThat(first(OpFork.KARST).noTxPool()).isTrue();
  }

  @Test
  void theGasLimitIsThatOfTheSystemConfig() {
    assertThat(first(OpFork.KARST).gasLimit()).isEqualTo(30_000_000);
  }

  @Test
  void withdrawalsAreEmptyFromCanyonOn() {
    assertThat(first(OpFork.REGOLITH).withdrawals()).isNull();
    assertThat(first(OpFork.CANYON).withdrawals()).isEmpty();
  }

  @Test
  void theBeaconRootIsThatOfTheL1OriginFromEcotoneOn() {
    assertThat(first(OpFork.DELTA).parentBeaconBlockRoot()).isNull();
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    chain.mine((int) chain.config.sequencerWindowSize() + 1);
    Hash origin = chain.head().l1Origin().hash();
    assertThat(chain.derived.getLast().attributes().parentBeaconBlockRoot())
        .isEqualTo(chain.l1.header(origin).parentBeaconBlockRoot());
  }

  @Test
  void theBeaconRootIsZeroWhereL1HasNone() {
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    AttributesBuilder builder =
        new AttributesBuilder(
            chain.config,
            new ChainSpec(UInt256.of(900), Map.of(), UInt256.ZERO, null, List.of(), null, null),
            UpgradeTransactions.unknown(),
            chain.l1,
            chain.l2());
    Header old = new HeaderBuilder().timestampSeconds(T).baseFeePerGas(UInt256.of(7)).build();
    PayloadAttributes found =
        builder.build(chain.head(), chain.config.genesisSystemConfig(), old, old.hash(), null);
    assertThat(found.parentBeaconBlockRoot()).isEqualTo(Hash.ZERO);
  }

  @Test
  void theParametersOfTheBaseFeeAreThereFromHoloceneOn() {
    assertThat(first(OpFork.GRANITE).eip1559Params()).isNull();
    assertThat(first(OpFork.HOLOCENE).eip1559Params()).isEqualTo(Bytes.wrap(new byte[8]));
    assertThat(attributes(OpFork.HOLOCENE, Map.of()).get(1).eip1559Params())
        .isEqualTo(Bytes.fromHex("000000fa00000006"));
  }

  @Test
  void theMinimumBaseFeeIsThereFromJovianOn() {
    assertThat(first(OpFork.ISTHMUS).minBaseFee()).isNull();
    assertThat(first(OpFork.JOVIAN).minBaseFee()).isZero();
  }

  @Test
  void theFirstTransactionIsTheL1AttributesDeposit() {
    Transaction.Deposit found = l1Info(first(OpFork.KARST));
    assertThat(found.from())
        .isEqualTo(Address.fromHex("0xdeaddeaddeaddeaddeaddeaddeaddeaddead0001"));
    assertThat(found.to()).isEqualTo(Address.fromHex("0x4200000000000000000000000000000000000015"));
    assertThat(found.mint()).isEqualTo(UInt256.ZERO);
    assertThat(found.value()).isEqualTo(UInt256.ZERO);
  }

  @Test
  void theL1AttributesDepositIsNoSystemTransactionFromRegolithOn() {
    assertThat(l1Info(first(OpFork.BEDROCK)).isSystemTransaction()).isTrue();
    assertThat(l1Info(first(OpFork.BEDROCK)).gasLimit()).isEqualTo(150_000_000);
    assertThat(l1Info(first(OpFork.REGOLITH)).isSystemTransaction()).isFalse();
    assertThat(l1Info(first(OpFork.REGOLITH)).gasLimit()).isEqualTo(1_000_000);
  }

  @Test
  void theL1AttributesHaveTheLayoutOfTheirFork() {
    assertThat(l1Info(first(OpFork.DELTA)).data().size()).isEqualTo(260);
    assertThat(l1Info(first(OpFork.ECOTONE)).data().size()).isEqualTo(164);
    assertThat(l1Info(first(OpFork.ISTHMUS)).data().size()).isEqualTo(176);
    assertThat(l1Info(first(OpFork.JOVIAN)).data().size()).isEqualTo(178);
    for (L1InfoLayout layout : L1InfoLayout.values()) {
      L1BlockInfo info =
          L1BlockInfo.decode(layout, Bytes.concat(selector(layout), zeros(layout.size() - 4)));
      assertThat(info.encode(layout).size()).isEqualTo(layout.size());
    }
  }

  private static Bytes selector(L1InfoLayout layout) {
    byte[] out = new byte[4];
    BigEndian.putInt(out, 0, layout.selector());
    return Bytes.wrap(out);
  }

  private static Bytes zeros(int count) {
    return Bytes.wrap(new byte[count]);
  }

  @Test
  void theFirstBlockOfAForkStillHasTheLayoutBefore() {
    // Isthmus comes with the second block, its upgrade transactions are not known here.
    RollupConfig config = DerivationHarness.config(OpFork.ISTHMUS, Map.of(OpFork.ISTHMUS, T + 4));
    assertThat(L1InfoLayout.at(config, T + 2)).isEqualTo(L1InfoLayout.ECOTONE);
    assertThat(L1InfoLayout.at(config, T + 4)).isEqualTo(L1InfoLayout.ECOTONE);
    assertThat(L1InfoLayout.at(config, T + 6)).isEqualTo(L1InfoLayout.ISTHMUS);
  }

  @Test
  void theSequenceNumberBeginsAnewWithEachEpoch() {
    DerivationHarness chain = new DerivationHarness(OpFork.KARST);
    chain.mine((int) chain.config.sequencerWindowSize() + 1);
    for (int i = 1; i < chain.chain.size(); i++) {
      L2BlockRef parent = chain.chain.get(i - 1);
      L2BlockRef block = chain.chain.get(i);
      boolean sameEpoch = parent.l1Origin().equals(block.l1Origin());
      assertThat(block.sequenceNumber()).isEqualTo(sameEpoch ? parent.sequenceNumber() + 1 : 0);
    }
  }

  @Test
  void anEmptyFootprintScalarStandsForItsDefault() {
    L1BlockInfo info = L1BlockInfo.decode(L1InfoLayout.JOVIAN, l1Info(first(OpFork.JOVIAN)).data());
    assertThat(info.daFootprintGasScalar()).isEqualTo(400);
  }

  @Test
  void depositsStandInTheFirstBlockOfTheirEpochAlone() {
    DerivationHarness chain = new DerivationHarness(OpFork.KARST);
    Log deposit =
        new Log(
            DerivationHarness.DEPOSIT_CONTRACT,
            List.of(DepositLog.TOPIC, Hash.ZERO, Hash.ZERO, Hash.ZERO),
            Bytes.fromHex("00".repeat(31) + "20" + "00".repeat(31) + "49" + "00".repeat(96)));
    chain.log(DerivationHarness.BATCHER, deposit);
    chain.mine((int) chain.config.sequencerWindowSize() + 2);
    for (int i = 0; i < chain.derived.size(); i++) {
      L2BlockRef block = chain.chain.get(i + 1);
      boolean expected = block.l1Origin().number() == 1 && block.sequenceNumber() == 0;
      assertThat(chain.derived.get(i).attributes().transactions()).hasSize(expected ? 2 : 1);
    }
    assertThat(chain.head().l1Origin().number()).isPositive();
  }

  @Test
  void upgradeTransactionsFollowTheDepositsInTheFirstBlockOfAFork() {
    RollupConfig config = DerivationHarness.config(OpFork.FJORD, Map.of(OpFork.FJORD, T + 2));
    DerivationHarness chain = new DerivationHarness(OpFork.FJORD);
    NetworkUpgrades upgrades = UpgradeFiles.shipped();
    AttributesBuilder builder =
        new AttributesBuilder(
            config,
            new ChainSpec(UInt256.of(900), Map.of(), UInt256.ZERO, null, List.of(), null, null),
            upgrades,
            chain.l1,
            chain.l2());
    Header origin = chain.l1.header(chain.l1.at(0).hash());
    PayloadAttributes found =
        builder.build(chain.head(), config.genesisSystemConfig(), origin, origin.hash(), List.of());
    List<Bytes> transactions = Objects.requireNonNull(found.transactions());
    assertThat(transactions.subList(1, transactions.size()))
        .isEqualTo(
            upgrades.of(OpFork.FJORD).transactions().stream()
                .map(TransactionCodec::encode)
                .toList());
  }

  @Test
  void aBlockOlderThanItsOriginAsksForAReset() {
    DerivationHarness chain = new DerivationHarness(OpFork.KARST);
    L1BlockRef next = chain.l1.mine();
    assertThatThrownBy(() -> chain.sequence(next)).isInstanceOf(ResetException.class);
  }
}
