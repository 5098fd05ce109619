package dev.kopi.services.engine.payload;

import static dev.kopi.services.engine.EngineRig.ALICE;
import static dev.kopi.services.engine.EngineRig.BOB;
import static dev.kopi.services.engine.EngineRig.GWEI;
import static dev.kopi.services.engine.EngineRig.PARAMS;
import static dev.kopi.services.engine.EngineRig.TARGET;
import static dev.kopi.services.engine.EngineRig.deposit;
import static dev.kopi.services.engine.EngineRig.hashes;
import static dev.kopi.services.engine.EngineRig.holocene;
import static dev.kopi.services.engine.EngineRig.l1;
import static dev.kopi.services.engine.EngineRig.l1Attributes;
import static dev.kopi.services.engine.EngineRig.opAttributes;
import static dev.kopi.services.engine.EngineRig.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.execution.block.Payloads;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.EngineRigs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PayloadBuildingTest {
  @RegisterExtension final EngineRigs rigs = new EngineRigs();

  @Test
  void buildsFromThePoolTheHighestTipFirst() {
    EngineRig rig = rigs.open(l1());
    TransactionEnvelope low = transfer(ALICE, 0, 1);
    TransactionEnvelope high = transfer(BOB, 0, 3);
    TransactionEnvelope later = transfer(ALICE, 1, 9);
    List.of(later, low, high).forEach(one -> rig.pool().submit(one.encoded()));
    ExecutionPayload block = rig.build(5, rig.genesis(), l1Attributes(1002));
    assertThat(hashes(block)).containsExactly(high.hash(), low.hash(), later.hash());
    assertThat(rig.pool().content().pending()).isEmpty();
    assertThat(rig.store().transaction(low.hash())).isNotNull();
  }

  @Test
  void addsWhatComesBetweenTheStartAndTheEndOfBuilding() {
    EngineRig rig = rigs.open(l1());
    PayloadId id = rig.update(rig.genesis(), l1Attributes(1002)).payloadId();
    assertThat(id).isNotNull();
    TransactionEnvelope late = transfer(ALICE, 0, 1);
    rig.pool().submit(late.encoded());
    PayloadEnvelope taken = rig.engine().getPayload(5, id);
    assertThat(hashes(taken.payload())).containsExactly(late.hash());
    assertThat(taken.blockValue()).isEqualTo(GWEI.multiply(UInt256.of(21_000)));
    assertThat(rig.engine().getPayload(5, id)).isEqualTo(taken);
  }

  @Test
  void putsForcedTransactionsFirstAndNothingElseWithoutThePool() {
    EngineRig rig = rigs.open(holocene());
    TransactionEnvelope user = transfer(ALICE, 0, 1);
    rig.pool().submit(user.encoded());
    ExecutionPayload alone = rig.build(3, rig.genesis(), opAttributes(1001, true, deposit(1)));
    assertThat(hashes(alone)).containsExactly(deposit(1).hash());
    ExecutionPayload both = rig.build(3, alone.blockHash(), opAttributes(1002, false, deposit(2)));
    assertThat(hashes(both)).containsExactly(deposit(2).hash(), user.hash());
    assertThat(both.extraData()).isEqualTo(Bytes.concat(Bytes.fromHex("0x00"), PARAMS));
    assertThat(both.gasLimit()).isEqualTo(30_000_000L);
  }

  @Test
  void boundsPoolTransactionsByTheirDataButNeverForcedOnes() {
    EngineRig rig = rigs.open(holocene());
    rig.pool().submit(transfer(ALICE, 0, 1).encoded());
    rig.limits().set(50, 0);
    ExecutionPayload bounded = rig.build(3, rig.genesis(), opAttributes(1001, false, deposit(1)));
    assertThat(hashes(bounded)).containsExactly(deposit(1).hash());
    rig.limits().set(0, 150);
    rig.pool().submit(transfer(BOB, 0, 1).encoded());
    ExecutionPayload one = rig.build(3, bounded.blockHash(), opAttributes(1002, false, deposit(2)));
    assertThat(one.transactions()).hasSize(2);
  }

  @Test
  void refusesForcedTransactionsThatCannotBeInABlock() {
    EngineRig rig = rigs.open(holocene());
    PayloadAttributes attributes = opAttributes(1001, true, transfer(ALICE, 7, 1));
    assertThatThrownBy(() -> rig.update(rig.genesis(), attributes))
        .isInstanceOfSatisfying(
            EngineApiException.class, e -> assertThat(e.code()).isEqualTo(-38003));
    PayloadAttributes garbage =
        new PayloadAttributes(
            1001,
            Hash.ZERO,
            TARGET,
            List.of(),
            Hash.ZERO,
            List.of(Bytes.fromHex("0x7eff")),
            true,
            30_000_000L,
            PARAMS,
            null);
    assertThatThrownBy(() -> rig.update(rig.genesis(), garbage))
        .isInstanceOfSatisfying(
            EngineApiException.class, e -> assertThat(e.code()).isEqualTo(-38003));
  }

  @Test
  void hashesAPayloadAsItsBlock() {
    EngineRig rig = rigs.open(holocene());
    ExecutionPayload payload = rig.build(3, rig.genesis(), opAttributes(1001, true, deposit(1)));
    Rules rules = holocene().rules(1, 1001, true);
    assertThat(Payloads.hashOfL2(payload, rules, Hash.ZERO)).isEqualTo(payload.blockHash());
    assertThat(Payloads.hashOfL2(payload, rules, payload.blockHash()))
        .isNotEqualTo(payload.blockHash());
  }
}
