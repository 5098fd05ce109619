package dev.kopi.core.p2p.block;

import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.core.trie.OrderedTrie;
import java.util.ArrayList;
import java.util.List;

/** The hash of a block as a peer describes it. */
public final class PayloadHashes {
  /** The hash of an empty list of execution requests: SHA-256 of nothing (EIP-7685). */
  private static final Hash NO_REQUESTS =
      Hash.fromHex("0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

  private PayloadHashes() {}

  /** Whether the hash that the payload states is that of its header. */
  public static boolean holds(UnsafePayloads.Entry block) {
    return block.payload().blockHash().equals(of(block));
  }

  private static Hash of(UnsafePayloads.Entry block) {
    ExecutionPayload payload = block.payload();
    Hash withdrawalsRoot = payload.withdrawalsRoot();
    List<Withdrawal> withdrawals = payload.withdrawals();
    HeaderBuilder header =
        new HeaderBuilder()
            .parentHash(payload.parentHash())
            .unclesHash(Keccak256.EMPTY_LIST)
            .beneficiary(payload.feeRecipient())
            .stateRoot(payload.stateRoot())
            .transactionsRoot(OrderedTrie.root(payload.transactions()))
            .receiptsRoot(payload.receiptsRoot())
            .logsBloom(payload.logsBloom())
            .number(payload.blockNumber())
            .gasLimit(payload.gasLimit())
            .gasUsed(payload.gasUsed())
            .timestampSeconds(payload.timestampSeconds())
            .extraData(payload.extraData())
            .mixHash(payload.prevRandao())
            .baseFeePerGas(payload.baseFeePerGas())
            .blobGasUsed(payload.blobGasUsed())
            .excessBlobGas(payload.excessBlobGas())
            .parentBeaconBlockRoot(block.parentBeaconBlockRoot());
    if (withdrawalsRoot != null) {
      header.withdrawalsRoot(withdrawalsRoot).requestsHash(NO_REQUESTS);
    } else if (withdrawals != null) {
      List<Bytes> encoded = new ArrayList<>();
      withdrawals.forEach(withdrawal -> encoded.add(withdrawal.encode()));
      header.withdrawalsRoot(OrderedTrie.root(encoded));
    }
    return header.build().hash();
  }
}
