package dev.kopi.services.engine.pool;

import static dev.kopi.services.engine.EngineRig.ALICE;
import static dev.kopi.services.engine.EngineRig.CHAIN;
import static dev.kopi.services.engine.EngineRig.CONTRACT;
import static dev.kopi.services.engine.EngineRig.CRYPTO;
import static dev.kopi.services.engine.EngineRig.GWEI;
import static dev.kopi.services.engine.EngineRig.PARAMS;
import static dev.kopi.services.engine.EngineRig.TARGET;
import static dev.kopi.services.engine.EngineRig.address;
import static dev.kopi.services.engine.EngineRig.deposit;
import static dev.kopi.services.engine.EngineRig.hashes;
import static dev.kopi.services.engine.EngineRig.holocene;
import static dev.kopi.services.engine.EngineRig.l1;
import static dev.kopi.services.engine.EngineRig.l1Attributes;
import static dev.kopi.services.engine.EngineRig.opAttributes;
import static dev.kopi.services.engine.EngineRig.sign;
import static dev.kopi.services.engine.EngineRig.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.transaction.BlobSidecar;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.pool.PoolRefusal;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.EngineRigs;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TransactionPoolTest {
  @RegisterExtension final EngineRigs rigs = new EngineRigs();

  @Test
  void refusesWhatDoesNotBelongInThePool() {
    EngineRig rig = rigs.open(holocene());
    assertThat(rig.pool().submit(deposit(1).encoded()))
        .isEqualTo(new SubmitResult.TypeNotAccepted(0x7e));
    assertThat(rig.pool().submit(Bytes.fromHex("0x02c0")))
        .isInstanceOf(SubmitResult.Malformed.class);
    PrivateKey poor = PrivateKey.fromHex("0x" + "33".repeat(32));
    assertRefused(rig, transfer(poor, 0, 1), PoolRefusal.INSUFFICIENT_FUNDS);
    TransactionEnvelope good = transfer(ALICE, 0, 10);
    rig.pool().submit(good.encoded());
    assertThat(rig.pool().submit(good.encoded())).isEqualTo(new SubmitResult.AlreadyKnown());
    assertRefused(rig, transfer(ALICE, 0, 11), PoolRefusal.REPLACEMENT_UNDERPRICED);
    assertThat(rig.pool().refusals())
        .isEqualTo(
            Map.of(
                "type_not_supported", 1L,
                "malformed", 1L,
                "insufficient_funds", 1L,
                "already_known", 1L,
                "replacement_underpriced", 1L));
    assertThat(rig.pool().nextNonce(address(ALICE), 0)).isEqualTo(1);
    rig.build(3, rig.genesis(), opAttributes(1001, false, deposit(1)));
    assertRefused(rig, transfer(ALICE, 0, 20), PoolRefusal.NONCE_TOO_LOW);
  }

  @Test
  void carriesBlobsFromThePoolToThePayload() {
    EngineRig rig = rigs.open(l1());
    byte[] blob = new byte[Kzg.BLOB_BYTES];
    blob[40] = 5;
    Bytes commitment = Bytes.wrap(CRYPTO.kzg().blobToCommitment(blob));
    List<Bytes> proofs =
        CRYPTO.kzg().cellsAndProofs(blob).proofs().stream().map(Bytes::copyOf).toList();
    Hash hash = BlobSidecar.versionedHash(commitment, CRYPTO.sha256());
    TransactionEnvelope transaction = blobTransaction(ALICE, 0, hash);
    PrivateKey poor = PrivateKey.fromHex("0x" + "33".repeat(32));
    assertRefused(
        rig,
        network(blobTransaction(poor, 0, hash), blob, commitment, proofs),
        PoolRefusal.INSUFFICIENT_FUNDS);
    assertRefused(
        rig,
        network(blobTransaction(ALICE, 1, hash), blob, commitment, proofs),
        PoolRefusal.BLOBS_BEHIND_GAP);
    assertThat(rig.pool().blobByVersionedHash(hash)).isNull();
    assertFault(rig, transaction.encoded(), SidecarFault.Kind.MISSING);
    assertFault(
        rig, network(transaction, blob, commitment, proofs.reversed()), SidecarFault.Kind.PROOFS);
    byte[] other = blob.clone();
    other[41] = 1;
    assertFault(rig, network(transaction, other, commitment, proofs), SidecarFault.Kind.PROOFS);
    assertFault(
        rig,
        network(transaction, blob, Bytes.wrap(new byte[48]), proofs),
        SidecarFault.Kind.COMMITMENT);
    rig.pool().submit(network(transaction, blob, commitment, proofs));
    PayloadEnvelope taken = rig.take(5, rig.genesis(), l1Attributes(1002));
    assertThat(hashes(taken.payload())).containsExactly(transaction.hash());
    assertThat(taken.blobs())
        .isEqualTo(
            new PayloadEnvelope.BlobsBundle(
                List.of(commitment), proofs, List.of(Bytes.copyOf(blob))));
    assertThat(rig.pool().blobByVersionedHash(hash)).isEqualTo(Bytes.copyOf(blob));
    assertThat(rig.give(5, taken).status()).isEqualTo(PayloadStatus.Status.VALID);
  }

  @Test
  void computesTheCellProofsOfASidecarWithAProofForEachBlob() {
    EngineRig rig = rigs.open(l1());
    byte[] blob = new byte[Kzg.BLOB_BYTES];
    blob[40] = 7;
    byte[] point = CRYPTO.kzg().blobToCommitment(blob);
    Bytes commitment = Bytes.wrap(point);
    Hash hash = BlobSidecar.versionedHash(commitment, CRYPTO.sha256());
    TransactionEnvelope transaction = blobTransaction(ALICE, 0, hash);
    Bytes proof = Bytes.wrap(CRYPTO.kzg().blobProof(blob, point));
    List<Bytes> blobs = List.of(Bytes.copyOf(blob));
    List<Bytes> commitments = List.of(commitment);
    assertFault(
        rig,
        BlobSidecar.of(false, blobs, commitments, List.of(commitment)).encodeWith(transaction),
        SidecarFault.Kind.PROOFS);
    assertFault(
        rig,
        BlobSidecar.of(false, blobs, commitments, List.of()).encodeWith(transaction),
        SidecarFault.Kind.PROOF_COUNT);
    assertThat(
            rig.pool()
                .submit(
                    BlobSidecar.of(false, blobs, commitments, List.of(proof))
                        .encodeWith(transaction)))
        .isEqualTo(new SubmitResult.Accepted(transaction.hash()));
    List<Bytes> cellProofs =
        CRYPTO.kzg().cellsAndProofs(blob).proofs().stream().map(Bytes::copyOf).toList();
    PayloadEnvelope.BlobsBundle bundle =
        new PayloadEnvelope.BlobsBundle(commitments, cellProofs, blobs);
    assertThat(rig.take(5, rig.genesis(), l1Attributes(1002)).blobs()).isEqualTo(bundle);

    EngineRig early = rigs.open(osakaAt(1010));
    early
        .pool()
        .submit(BlobSidecar.of(false, blobs, commitments, List.of(proof)).encodeWith(transaction));
    assertThat(early.take(4, early.genesis(), l1Attributes(1002)).blobs())
        .isEqualTo(new PayloadEnvelope.BlobsBundle(commitments, List.of(proof), blobs));
    assertThat(early.take(5, early.genesis(), l1Attributes(1012)).blobs()).isEqualTo(bundle);
  }

  private static ChainSpec osakaAt(long seconds) {
    Map<Fork, Long> forks = new HashMap<>();
    for (Fork fork : Fork.values()) {
      forks.put(fork, fork.atLeast(Fork.OSAKA) ? seconds : 0L);
    }
    return new ChainSpec(
        CHAIN,
        forks,
        UInt256.ZERO,
        null,
        List.of(new ChainSpec.BlobScheduleEntry(0, BlobParams.PRAGUE)),
        null,
        null);
  }

  @Test
  void dropsWhatCanBeInNoBlock() {
    EngineRig rig = rigs.open(l1());
    TransactionEnvelope fine = transfer(ALICE, 0, 1);
    TransactionEnvelope hopeless = transfer(CONTRACT, 0, 9);
    rig.pool().submit(fine.encoded());
    rig.pool().submit(hopeless.encoded());
    ExecutionPayload block = rig.build(5, rig.genesis(), l1Attributes(1002));
    assertThat(hashes(block)).containsExactly(fine.hash());
    assertThat(rig.pool().transaction(hopeless.hash())).isNull();
    assertThat(rig.pool().content().queued()).isEmpty();
  }

  @Test
  void dropsWhatTheGasLimitLeavesNoRoomForAnyMore() {
    EngineRig rig = rigs.open(holocene());
    TransactionEnvelope large =
        sign(
            new Transaction.DynamicFee(
                CHAIN,
                1,
                GWEI,
                GWEI.multiply(UInt256.of(5)),
                20_000_000,
                TARGET,
                UInt256.ONE,
                Bytes.EMPTY,
                List.of(),
                new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO)),
            ALICE);
    rig.pool().submit(large.encoded());
    PayloadAttributes smaller = opAttributes(1001, true, deposit(1));
    rig.build(
        3,
        rig.genesis(),
        new PayloadAttributes(
            smaller.timestampSeconds(),
            smaller.prevRandao(),
            smaller.suggestedFeeRecipient(),
            smaller.withdrawals(),
            smaller.parentBeaconBlockRoot(),
            smaller.transactions(),
            true,
            10_000_000L,
            PARAMS,
            null));
    assertThat(rig.pool().transaction(large.hash())).isNull();
  }

  private static void assertRefused(
      EngineRig rig, TransactionEnvelope transaction, PoolRefusal reason) {
    assertRefused(rig, transaction.encoded(), reason);
  }

  private static void assertRefused(EngineRig rig, Bytes raw, PoolRefusal reason) {
    assertThat(rig.pool().submit(raw))
        .isInstanceOfSatisfying(
            SubmitResult.NotAdmitted.class,
            refused -> assertThat(refused.decision().reason()).isEqualTo(reason));
  }

  private static void assertFault(EngineRig rig, Bytes raw, SidecarFault.Kind kind) {
    assertThat(rig.pool().submit(raw))
        .isEqualTo(new SubmitResult.InvalidSidecar(SidecarFault.of(kind)));
  }

  private static TransactionEnvelope blobTransaction(PrivateKey key, long nonce, Hash hash) {
    return sign(
        new Transaction.Blob(
            CHAIN,
            nonce,
            GWEI,
            GWEI.multiply(UInt256.of(100)),
            21_000,
            TARGET,
            UInt256.ZERO,
            Bytes.EMPTY,
            List.of(),
            GWEI,
            List.of(hash),
            new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO)),
        key);
  }

  private static Bytes network(
      TransactionEnvelope transaction, byte[] blob, Bytes commitment, List<Bytes> proofs) {
    byte[] encoded = transaction.encoded().toArray();
    byte[] body = Arrays.copyOfRange(encoded, 1, encoded.length);
    RlpWriter out = new RlpWriter(200_000).raw(new byte[] {3}).startList().raw(body).number(1);
    out.startList().bytes(Bytes.copyOf(blob)).endList();
    out.startList().bytes(commitment).endList();
    out.startList();
    proofs.forEach(out::bytes);
    return out.endList().endList().toBytes();
  }
}
