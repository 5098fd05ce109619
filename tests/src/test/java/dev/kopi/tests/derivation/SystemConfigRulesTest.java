package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.derivation.attributes.SystemConfigUpdates;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class SystemConfigRulesTest {
  private static final long T = DerivationHarness.GENESIS_SECONDS;
  private final RollupConfig config = DerivationHarness.config(OpFork.KARST);
  private final SystemConfig before = config.genesisSystemConfig();

  /** The log that announces an update of one word. */
  static Log update(int type, UInt256 word) {
    return update(type, bytes(word));
  }

  private static Log update(int type, Bytes content) {
    byte[] head = new byte[64];
    head[31] = 32;
    head[63] = (byte) content.size();
    return log(
        List.of(SystemConfigUpdates.TOPIC, Hash.ZERO, Hash.ofWords(0, 0, 0, type)),
        Bytes.concat(Bytes.wrap(head), content));
  }

  private static Bytes bytes(UInt256 word) {
    byte[] out = new byte[32];
    word.writeTo(out, 0);
    return Bytes.wrap(out);
  }

  private static Log log(List<Hash> topics, Bytes data) {
    return new Log(DerivationHarness.SYSTEM_CONFIG, topics, data);
  }

  private static Receipt receipt(boolean success, Log... logs) {
    return new Receipt(
        TransactionType.DYNAMIC_FEE, null, success, 21_000, List.of(logs), null, null);
  }

  private SystemConfigUpdates.Outcome apply(Log... logs) {
    return SystemConfigUpdates.apply(config, before, List.of(receipt(true, logs)), T);
  }

  private SystemConfig after(Log... logs) {
    SystemConfigUpdates.Outcome outcome = apply(logs);
    assertThat(outcome.ignored()).isEmpty();
    return outcome.systemConfig();
  }

  @Test
  void typeZeroSetsTheBatcher() {
    assertThat(after(update(0, UInt256.of(0xabc))).batcher())
        .isEqualTo(Address.fromWord(UInt256.of(0xabc)));
  }

  @Test
  void typeOneSetsOverheadAndScalarBeforeEcotone() {
    RollupConfig bedrock = DerivationHarness.config(OpFork.DELTA);
    Bytes words = Bytes.concat(bytes(UInt256.of(5)), bytes(UInt256.of(6)));
    SystemConfig found =
        SystemConfigUpdates.apply(bedrock, before, List.of(receipt(true, update(1, words))), T)
            .systemConfig();
    assertThat(found.overhead()).isEqualTo(Hash.ofWords(0, 0, 0, 5));
    assertThat(found.scalar()).isEqualTo(Hash.ofWords(0, 0, 0, 6));
  }

  @Test
  void typeOneSetsTheScalarAloneFromEcotoneOn() {
    Bytes scalar = Bytes.fromHex("01" + "00".repeat(23) + "0000000700000008");
    SystemConfig found = after(update(1, Bytes.concat(bytes(UInt256.of(5)), scalar)));
    assertThat(found.overhead()).isEqualTo(Hash.ZERO);
    assertThat(found.scalar()).isEqualTo(Hash.of(scalar));
  }

  @Test
  void aScalarOfUnknownFormChangesNothingFromEcotoneOn() {
    for (String scalar : List.of("02" + "00".repeat(31), "01" + "01" + "00".repeat(30))) {
      SystemConfigUpdates.Outcome outcome =
          apply(update(1, Bytes.concat(bytes(UInt256.of(5)), Bytes.fromHex(scalar))));
      assertThat(outcome.systemConfig()).isEqualTo(before);
      assertThat(outcome.ignored().getFirst().fault()).isEqualTo(SystemConfigUpdates.Fault.SCALAR);
    }
  }

  @Test
  void typeTwoSetsTheGasLimit() {
    assertThat(after(update(2, UInt256.of(40_000_000))).gasLimit()).isEqualTo(40_000_000);
  }

  @Test
  void typeThreeChangesNothingInDerivation() {
    assertThat(after(update(3, UInt256.of(0xabc)))).isEqualTo(before);
  }

  @Test
  void typeFourSetsTheParametersOfTheBaseFee() {
    SystemConfig found = after(update(4, UInt256.of(250L << 32 | 6)));
    assertThat(found.eip1559Denominator()).isEqualTo(250);
    assertThat(found.eip1559Elasticity()).isEqualTo(6);
  }

  @Test
  void aBaseFeeParameterIsZeroOnlyWithTheOther() {
    assertThat(apply(update(4, UInt256.of(250L << 32))).ignored().getFirst().fault())
        .isEqualTo(SystemConfigUpdates.Fault.EIP1559_PARAMS);
    assertThat(apply(update(4, UInt256.ZERO)).ignored()).isEmpty();
  }

  @Test
  void typeFiveSetsTheOperatorFee() {
    SystemConfig found = after(update(5, UInt256.ofWords(0, 0, 3, 4)));
    assertThat(found.operatorFeeScalar()).isEqualTo(3);
    assertThat(found.operatorFeeConstant()).isEqualTo(4);
  }

  @Test
  void typeSixSetsTheMinimumBaseFee() {
    assertThat(after(update(6, UInt256.of(1_000_000_000))).minBaseFee()).isEqualTo(1_000_000_000);
  }

  @Test
  void typeSevenSetsTheFootprintScalar() {
    assertThat(after(update(7, UInt256.of(400))).daFootprintGasScalar()).isEqualTo(400);
  }

  @Test
  void otherTypesAndVersionsAreIgnored() {
    assertThat(apply(update(8, UInt256.ONE)).ignored().getFirst().fault())
        .isEqualTo(SystemConfigUpdates.Fault.TYPE);
    Log version =
        log(
            List.of(SystemConfigUpdates.TOPIC, Hash.ofWords(0, 0, 0, 1), Hash.ZERO),
            update(0, UInt256.ONE).data());
    assertThat(apply(version).ignored().getFirst().fault())
        .isEqualTo(SystemConfigUpdates.Fault.VERSION);
    Log topics = log(List.of(SystemConfigUpdates.TOPIC), update(0, UInt256.ONE).data());
    assertThat(apply(topics).ignored().getFirst().fault())
        .isEqualTo(SystemConfigUpdates.Fault.TOPICS);
  }

  @Test
  void malformedDataIsIgnored() {
    Log cut = update(2, UInt256.of(40_000_000));
    Log log = log(cut.topics(), cut.data().slice(0, 95));
    Log wide = update(2, UInt256.ofWords(0, 0, 1, 0));
    assertThat(apply(log, wide).systemConfig()).isEqualTo(before);
    assertThat(apply(log, wide).ignored()).hasSize(2);
  }

  @Test
  void logsOfFailedTransactionsAndOtherContractsDoNotCount() {
    Log good = update(2, UInt256.of(40_000_000));
    Log other = new Log(DerivationHarness.INBOX, good.topics(), good.data());
    assertThat(
            SystemConfigUpdates.apply(
                    config, before, List.of(receipt(false, good), receipt(true, other)), T)
                .systemConfig())
        .isEqualTo(before);
  }

  @Test
  void updatesApplyInOrder() {
    assertThat(after(update(2, UInt256.of(1)), update(2, UInt256.of(2))).gasLimit()).isEqualTo(2);
  }
}
