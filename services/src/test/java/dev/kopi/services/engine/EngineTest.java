package dev.kopi.services.engine;

import static dev.kopi.services.engine.EngineRig.ALICE;
import static dev.kopi.services.engine.EngineRig.CRYPTO;
import static dev.kopi.services.engine.EngineRig.deposit;
import static dev.kopi.services.engine.EngineRig.hashes;
import static dev.kopi.services.engine.EngineRig.holocene;
import static dev.kopi.services.engine.EngineRig.l1;
import static dev.kopi.services.engine.EngineRig.l1Attributes;
import static dev.kopi.services.engine.EngineRig.opAttributes;
import static dev.kopi.services.engine.EngineRig.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.execution.block.Payloads;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EngineTest {
  @RegisterExtension final EngineRigs rigs = new EngineRigs();

  @Test
  void anotherEngineExecutesTheSameBlock() {
    EngineRig sequencer = rigs.open(holocene());
    EngineRig verifier = rigs.open(holocene());
    sequencer.pool().submit(transfer(ALICE, 0, 1).encoded());
    PayloadEnvelope built =
        sequencer.take(3, sequencer.genesis(), opAttributes(1001, false, deposit(1)));
    assertThat(verifier.give(3, built)).isEqualTo(PayloadStatus.valid(built.payload().blockHash()));
  }

  @Test
  void keepsPayloadsWithUnknownParentsAndImportsThemWhenTheParentComes() {
    EngineRig source = rigs.open(l1());
    PayloadEnvelope first = source.take(5, source.genesis(), l1Attributes(1002));
    source.give(5, first);
    PayloadEnvelope second = source.take(5, first.payload().blockHash(), l1Attributes(1004));
    EngineRig rig = rigs.open(l1());
    assertThat(rig.give(5, second).status()).isEqualTo(PayloadStatus.Status.SYNCING);
    Hash head = second.payload().blockHash();
    assertThat(rig.update(head, null).status().status()).isEqualTo(PayloadStatus.Status.SYNCING);
    assertThat(rig.give(5, first).status()).isEqualTo(PayloadStatus.Status.VALID);
    assertThat(rig.update(head, null).status().status()).isEqualTo(PayloadStatus.Status.VALID);
  }

  @Test
  void rejectsInvalidBlocksAndWhatBuildsOnThem() {
    EngineRig source = rigs.open(l1());
    PayloadEnvelope first = source.take(5, source.genesis(), l1Attributes(1002));
    ExecutionPayload good = first.payload();
    EngineRig rig = rigs.open(l1());
    ExecutionPayload wrongRoot =
        rehash(good, source.genesis(), first, Hash.fromHex("0x" + "ab".repeat(32)));
    PayloadStatus status =
        rig.engine()
            .newPayload(
                4, wrongRoot, List.of(), first.parentBeaconBlockRoot(), first.executionRequests());
    assertThat(status.status()).isEqualTo(PayloadStatus.Status.INVALID);
    assertThat(status.latestValidHash()).isEqualTo(rig.genesis());
    PayloadStatus again = rig.update(wrongRoot.blockHash(), null).status();
    assertThat(again.status()).isEqualTo(PayloadStatus.Status.INVALID);
    assertThat(again.latestValidHash()).isEqualTo(rig.genesis());
    ExecutionPayload child = rehash(good, wrongRoot.blockHash(), first, good.stateRoot());
    PayloadStatus onTop =
        rig.engine()
            .newPayload(
                4, child, List.of(), first.parentBeaconBlockRoot(), first.executionRequests());
    assertThat(onTop.status()).isEqualTo(PayloadStatus.Status.INVALID);
    assertThat(onTop.latestValidHash()).isEqualTo(rig.genesis());
  }

  @Test
  void reorganisesAndTakesTransactionsBackIntoThePool() {
    EngineRig rig = rigs.open(l1());
    TransactionEnvelope user = transfer(ALICE, 0, 1);
    rig.pool().submit(user.encoded());
    ExecutionPayload with = rig.build(5, rig.genesis(), l1Attributes(1002));
    assertThat(hashes(with)).containsExactly(user.hash());
    rig.update(rig.genesis(), null);
    assertThat(rig.store().heads().head()).isEqualTo(rig.genesis());
    assertThat(rig.store().canonicalHash(1)).isNull();
    assertThat(rig.pool().transaction(user.hash())).isNotNull();
    ExecutionPayload other = rig.build(5, rig.genesis(), l1Attributes(1003));
    assertThat(hashes(other)).containsExactly(user.hash());
    assertThat(rig.store().canonicalHash(1)).isEqualTo(other.blockHash());
  }

  @Test
  void refusesContradictoryForkchoices() {
    EngineRig rig = rigs.open(l1());
    ExecutionPayload a = rig.build(5, rig.genesis(), l1Attributes(1002));
    ExecutionPayload b = rig.build(5, rig.genesis(), l1Attributes(1003));
    for (Hash wrong : List.of(a.blockHash(), Hash.fromHex("0x" + "cd".repeat(32)))) {
      assertThatThrownBy(() ->
              rig.engine()
                  .forkchoiceUpdated(
                      3, new ForkchoiceState(b.blockHash(), wrong, rig.genesis()), null))
          .isInstanceOfSatisfying(
              EngineApiException.class, e -> assertThat(e.code()).isEqualTo(-38002));
    }
    assertThatThrownBy(() -> rig.update(b.blockHash(), l1Attributes(1003)))
        .isInstanceOfSatisfying(
            EngineApiException.class, e -> assertThat(e.code()).isEqualTo(-38003));
    assertThatThrownBy(() -> rig.engine().getPayload(5, new PayloadId(1)))
        .isInstanceOfSatisfying(
            EngineApiException.class, e -> assertThat(e.code()).isEqualTo(-38001));
    PayloadId id = rig.update(b.blockHash(), l1Attributes(1005)).payloadId();
    assertThat(id).isNotNull();
    assertThatThrownBy(() -> rig.engine().getPayload(4, id))
        .isInstanceOfSatisfying(
            EngineApiException.class, e -> assertThat(e.code()).isEqualTo(-38005));
  }

  /** The payload with another parent and state root, and the hash that belongs to them. */
  private static ExecutionPayload rehash(
      ExecutionPayload p, Hash parent, PayloadEnvelope envelope, Hash stateRoot) {
    ExecutionPayload draft = with(p, parent, stateRoot, Hash.ZERO);
    Hash hash =
        Payloads.block(
                draft,
                l1().rules(1, 1002, true),
                envelope.parentBeaconBlockRoot(),
                envelope.executionRequests(),
                CRYPTO.sha256())
            .hash();
    return with(p, parent, stateRoot, hash);
  }

  private static ExecutionPayload with(
      ExecutionPayload p, Hash parent, Hash stateRoot, Hash blockHash) {
    return new ExecutionPayload(
        parent,
        p.feeRecipient(),
        stateRoot,
        p.receiptsRoot(),
        p.logsBloom(),
        p.prevRandao(),
        p.blockNumber(),
        p.gasLimit(),
        p.gasUsed(),
        p.timestampSeconds(),
        p.extraData(),
        p.baseFeePerGas(),
        blockHash,
        p.transactions(),
        p.withdrawals(),
        p.blobGasUsed(),
        p.excessBlobGas(),
        p.withdrawalsRoot());
  }
}
