package dev.kopi.services.node.rpc;

import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.trie.OrderedTrie;
import org.jspecify.annotations.Nullable;

/** Computes the block hash of a payload from an untrusted source. */
final class PayloadHash {
  /** The hash of an empty list of requests (EIP-7685): SHA-256 of the empty string. */
  private static final Hash NO_REQUESTS =
      Hash.fromHex("0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

  private PayloadHash() {}

  /**
   * The hash of the block in a payload of this rollup.
   *
   * @throws dev.kopi.core.primitives.DecodeException when a transaction is malformed
   */
  static Hash of(RollupConfig config, ExecutionPayload p, @Nullable Hash beaconRoot) {
    long time = p.timestampSeconds();
    HeaderBuilder header =
        new HeaderBuilder()
            .parentHash(p.parentHash())
            .beneficiary(p.feeRecipient())
            .stateRoot(p.stateRoot())
            .transactionsRoot(OrderedTrie.root(p.transactions()))
            .receiptsRoot(p.receiptsRoot())
            .logsBloom(p.logsBloom())
            .number(p.blockNumber())
            .gasLimit(p.gasLimit())
            .gasUsed(p.gasUsed())
            .timestampSeconds(time)
            .extraData(p.extraData())
            .mixHash(p.prevRandao())
            .baseFeePerGas(p.baseFeePerGas());
    if (config.isActive(OpFork.CANYON, time)) {
      Hash root = p.withdrawalsRoot();
      header.withdrawalsRoot(root == null ? Keccak256.EMPTY_TRIE : root);
    }
    if (config.isActive(OpFork.ECOTONE, time)) {
      header.blobGasUsed(p.blobGasUsed());
      header.excessBlobGas(p.excessBlobGas());
      header.parentBeaconBlockRoot(beaconRoot);
    }
    if (config.isActive(OpFork.ISTHMUS, time)) {
      header.requestsHash(NO_REQUESTS);
    }
    try {
      return header.build().hash();
    } catch (IllegalArgumentException e) {
      throw new DecodeException("payload: " + e.getMessage());
    }
  }
}
