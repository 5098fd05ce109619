package dev.kopi.apps.proof;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.chain.receipt.ReceiptCodec;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.source.BlobSource;
import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.host.PreimageMaker;
import dev.kopi.core.proof.host.PreimageSink;
import dev.kopi.core.proof.preimage.HintKind;
import dev.kopi.core.proof.preimage.ProofHint;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.OutputRoot;
import dev.kopi.core.rollup.RollupConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Fetches what hints are about from L1, its beacon node and L2. All keys are computed from the
 * values.
 */
final class PreimageFetcher {
  private final L1Source l1;
  private final BlobSource blobs;
  private final L2Node l2;
  private final RollupConfig rollup;
  private final ProofClaim claim;
  private final PreimageMaker maker;
  private final PreimageSink sink;

  /** The payload attributes that the program said it will execute; null when none is pending. */
  private @Nullable JsonNode payload;

  /** The next block whose witness was not yet fetched; 0 before the first one. */
  private long nextWitness;

  PreimageFetcher(
      L1Source l1,
      BlobSource blobs,
      L2Node l2,
      RollupConfig rollup,
      ProofClaim claim,
      Crypto crypto,
      PreimageSink sink) {
    this.l1 = l1;
    this.blobs = blobs;
    this.l2 = l2;
    this.rollup = rollup;
    this.claim = claim;
    this.maker = new PreimageMaker(crypto);
    this.sink = sink;
  }

  /** Whether a hint says what comes much later: it does not replace the hint before it. */
  boolean isBulk(ProofHint hint) {
    return switch (hint.kind()) {
      case L2_PAYLOAD_WITNESS -> {
        payload = Json.parse(hint.data().toArray());
        yield true;
      }
      case L2_ACCOUNT_PROOF, L2_BLOCK_HASH_LOOKUP -> true;
      case L1_BLOCK_HEADER,
          L1_TRANSACTIONS,
          L1_RECEIPTS,
          L1_BLOB,
          L1_PRECOMPILE,
          L1_PRECOMPILE_V2,
          L2_BLOCK_HEADER,
          L2_TRANSACTIONS,
          L2_RECEIPTS,
          L2_CODE,
          L2_STATE_NODE,
          L2_OUTPUT,
          L2_BLOCK_DATA,
          AGREED_PRE_STATE ->
          false;
    };
  }

  /**
   * Fetches what a hint is about.
   *
   * @return whether anything was fetched; after that, the same hint may bring more
   * @throws DecodeException when the hint is malformed or of an interop program
   * @throws RuntimeException when a node fails
   */
  boolean fetch(ProofHint hint) {
    switch (hint.kind()) {
      case L1_BLOCK_HEADER ->
          PreimageMaker.keccak256(HeaderCodec.encode(l1.header(hash(hint))), sink);
      case L1_TRANSACTIONS -> PreimageMaker.list(encoded(l1.transactions(hash(hint))), sink);
      case L1_RECEIPTS ->
          PreimageMaker.list(
              l1.receipts(hash(hint)).stream().map(ReceiptCodec::encode).toList(), sink);
      case L1_BLOB -> blob(hint.data());
      case L1_PRECOMPILE -> maker.precompile(hint.data(), false, sink);
      case L1_PRECOMPILE_V2 -> maker.precompile(hint.data(), true, sink);
      case L2_BLOCK_HEADER ->
          PreimageMaker.keccak256(HeaderCodec.encode(l2Header(hash(hint))), sink);
      case L2_TRANSACTIONS -> PreimageMaker.list(encoded(l2Block(hash(hint)).transactions()), sink);
      case L2_OUTPUT -> PreimageMaker.keccak256(agreedOutput(hash(hint)).encode(), sink);
      case L2_STATE_NODE, L2_CODE -> {
        return state(hint);
      }
      case L2_ACCOUNT_PROOF -> {
        Bytes data = hint.data();
        if (data.size() != 60) {
          throw new DecodeException("a hint of " + data.size() + " bytes for an account's proof");
        }
        l2.proof(Address.of(data.slice(32, 52).toArray()), Hash.of(data.slice(0, 32)))
            .forEach(node -> PreimageMaker.keccak256(node, sink));
      }
      case L2_PAYLOAD_WITNESS, L2_BLOCK_HASH_LOOKUP -> {
        return false;
      }
      case L2_RECEIPTS, L2_BLOCK_DATA, AGREED_PRE_STATE ->
          throw new DecodeException("a hint of an interop program: " + hint.kind().word());
    }
    return true;
  }

  /**
   * First the witnesses of whole blocks, which hold what the program most likely asks for next; the
   * one item alone where they do not help.
   */
  private boolean state(ProofHint hint) {
    if (bulk()) {
      return true;
    }
    Hash hash = hash(hint);
    Bytes value = l2.byHash(hash, hint.kind() == HintKind.L2_CODE);
    if (value == null) {
      return false;
    }
    PreimageMaker.keccak256(value, sink);
    return true;
  }

  private boolean bulk() {
    JsonNode pending = payload;
    List<Bytes> values = null;
    if (pending != null) {
      payload = null;
      values =
          l2.witness(
              JsonFields.hash(pending, "parentBlockHash"),
              JsonFields.required(pending, "payloadAttributes"));
    }
    if (values == null) {
      if (nextWitness == 0) {
        nextWitness = l2Header(claim.l2Head()).number() + 1;
      }
      if (Long.compareUnsigned(nextWitness, claim.blockNumber()) <= 0) {
        values = l2.witness(nextWitness);
        nextWitness = values == null ? Long.MAX_VALUE : nextWitness + 1;
      }
    }
    if (values == null) {
      return false;
    }
    values.forEach(value -> PreimageMaker.keccak256(value, sink));
    return true;
  }

  private void blob(Bytes data) {
    if (data.size() != 40 && data.size() != 48) {
      throw new DecodeException("a hint of " + data.size() + " bytes for a blob");
    }
    Hash versionedHash = Hash.of(data.slice(0, 32));
    long time = BigEndian.getLong(data.unsafeArray(), data.size() - 8);
    L1BlockRef block = new L1BlockRef(Hash.ZERO, 0, Hash.ZERO, time);
    List<Bytes> found = blobs.blobs(block, List.of(new BlobSource.BlobId(0, versionedHash)));
    Hash made = maker.blob(found.getFirst(), sink);
    if (!made.equals(versionedHash)) {
      throw new DecodeException("the beacon node answered blob " + made + " for " + versionedHash);
    }
  }

  private OutputRoot agreedOutput(Hash root) {
    Header header = l2Header(claim.l2Head());
    Hash withdrawals = header.withdrawalsRoot();
    Hash storage =
        withdrawals != null && rollup.isActive(OpFork.ISTHMUS, header.timestampSeconds())
            ? withdrawals
            : l2.messagePasserRoot(claim.l2Head(), header.stateRoot());
    OutputRoot output = new OutputRoot(header.stateRoot(), storage, claim.l2Head());
    if (!output.hash().equals(root)) {
      throw new DecodeException(
          "L2 block " + claim.l2Head() + " has output root " + output.hash() + ", not " + root);
    }
    return output;
  }

  private Header l2Header(Hash hash) {
    Header header = l2.eth().headerByHash(hash);
    if (header == null) {
      throw new DecodeException("the L2 node does not have block " + hash);
    }
    return header;
  }

  private Block l2Block(Hash hash) {
    Block block = l2.eth().blockByHash(hash);
    if (block == null) {
      throw new DecodeException("the L2 node does not have block " + hash);
    }
    return block;
  }

  /** The hash that a hint is about; interop programs put a chain id behind it. */
  private static Hash hash(ProofHint hint) {
    Bytes data = hint.data();
    if (data.size() != 32 && data.size() != 40) {
      throw new DecodeException("a hint of " + data.size() + " bytes: " + hint.kind().word());
    }
    return Hash.of(data.slice(0, 32));
  }

  private static List<Bytes> encoded(List<TransactionEnvelope> transactions) {
    return transactions.stream().map(TransactionEnvelope::encoded).toList();
  }
}
