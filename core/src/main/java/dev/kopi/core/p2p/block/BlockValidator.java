package dev.kopi.core.p2p.block;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.compress.SnappyBlock;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.p2p.block.BlockCheck.Reason;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.UnsafePayloads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Validates the messages of one block topic, in the order of op-node's checks. Remembers the blocks
 * that it accepted, of at most 1,000 heights.
 *
 * <p>Owned by one thread.
 *
 * @see <a href="https://specs.optimism.io/protocol/rollup-node-p2p.html#block-validation">Block
 *     validation</a>
 */
public final class BlockValidator {
  /** The most bytes of a message, compressed or not. */
  public static final int MAX_BYTES = 10 << 20;

  /** How old a block may be, in seconds, unless the operator says otherwise. */
  public static final long DEFAULT_MAX_AGE_SECONDS = 60;

  private static final int MIN_BYTES = BlockSignatures.BYTES + 1;
  private static final long MAX_AHEAD_SECONDS = 5;
  private static final int MAX_BLOCKS_PER_HEIGHT = 6;
  private static final int MAX_HEIGHTS = 1000;

  private final BlockVersion version;
  private final GossipChain chain;
  private final long maxAgeSeconds;
  private final Secp256k1 curve;
  private final Map<Long, List<Hash>> seen =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, List<Hash>> eldest) {
          return size() > MAX_HEIGHTS;
        }
      };

  /** For one topic of a chain. */
  public BlockValidator(
      BlockVersion version, GossipChain chain, long maxAgeSeconds, Secp256k1 curve) {
    this.version = version;
    this.chain = chain;
    this.maxAgeSeconds = maxAgeSeconds;
    this.curve = curve;
  }

  /** Validates a message as it is on the wire, and remembers its block when it is accepted. */
  public BlockCheck check(byte[] data, BlockSigners signers, long nowSeconds) {
    long length = SnappyBlock.statedLength(data, 0, data.length);
    if (length < 0) {
      return refused(Reason.COMPRESSION, false);
    }
    if (length > MAX_BYTES) {
      return refused(Reason.TOO_LARGE, false);
    }
    if (length < MIN_BYTES) {
      return refused(Reason.TOO_SMALL, false);
    }
    byte[] message;
    try {
      message = SnappyBlock.decode(data, MAX_BYTES);
    } catch (DecodeException e) {
      return refused(Reason.COMPRESSION, false);
    }
    if (signers.current() == null) {
      return refused(Reason.NO_SIGNER, false);
    }
    Address signer = BlockSignatures.signer(message, chain.chainId(), curve);
    boolean byCurrent = signers.current().equals(signer);
    if (signer == null || !byCurrent && !signer.equals(signers.previous())) {
      return refused(Reason.SIGNATURE, false);
    }
    UnsafePayloads.Entry block;
    try {
      block = PayloadSsz.decode(message, BlockSignatures.BYTES, version);
    } catch (DecodeException e) {
      return refused(Reason.ENCODING, byCurrent);
    }
    Reason reason = checkBlock(block, nowSeconds);
    return reason == Reason.ACCEPTED
        ? new BlockCheck(reason, block, byCurrent)
        : refused(reason, byCurrent);
  }

  private static BlockCheck refused(Reason reason, boolean byCurrentSigner) {
    return new BlockCheck(reason, null, byCurrentSigner);
  }

  private Reason checkBlock(UnsafePayloads.Entry block, long nowSeconds) {
    ExecutionPayload payload = block.payload();
    long time = payload.timestampSeconds();
    if (Long.compareUnsigned(time, Math.max(0, nowSeconds - maxAgeSeconds)) < 0) {
      return Reason.TOO_OLD;
    }
    if (Long.compareUnsigned(time, nowSeconds + MAX_AHEAD_SECONDS) > 0) {
      return Reason.TOO_NEW;
    }
    if (!PayloadHashes.holds(block)) {
      return Reason.BLOCK_HASH;
    }
    if (payload.withdrawals() != null && !payload.withdrawals().isEmpty()) {
      return Reason.WITHDRAWALS;
    }
    if (payload.blobGasUsed() != null
        && payload.blobGasUsed() != 0
        && !chain.op().isActive(OpFork.JOVIAN, time)) {
      return Reason.BLOB_GAS_USED;
    }
    if (payload.excessBlobGas() != null && payload.excessBlobGas() != 0) {
      return Reason.EXCESS_BLOB_GAS;
    }
    List<Hash> atHeight = seen.computeIfAbsent(payload.blockNumber(), n -> new ArrayList<>());
    if (atHeight.size() >= MAX_BLOCKS_PER_HEIGHT) {
      return Reason.TOO_MANY_AT_HEIGHT;
    }
    if (atHeight.contains(payload.blockHash())) {
      return Reason.SEEN;
    }
    atHeight.add(payload.blockHash());
    return Reason.ACCEPTED;
  }
}
