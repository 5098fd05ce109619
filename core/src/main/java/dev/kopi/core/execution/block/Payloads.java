package dev.kopi.core.execution.block;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.crypto.hash.Sha256;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.execution.validation.BodyRules;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.trie.OrderedTrie;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Converts Engine API payloads to blocks and back.
 *
 * @see <a
 *     href="https://github.com/ethereum/execution-apis/blob/main/src/engine/paris.md#payload-validation">Payload
 *     validation</a>
 */
public final class Payloads {
  private Payloads() {}

  /**
   * The block that a payload describes. The caller compares its hash with that of the payload.
   *
   * @param parentBeaconBlockRoot null before Cancun
   * @param requests the execution requests; null before Prague
   * @throws DecodeException when a transaction cannot be decoded
   */
  public static Block block(
      ExecutionPayload payload,
      Rules rules,
      @Nullable Hash parentBeaconBlockRoot,
      @Nullable List<Bytes> requests,
      Sha256 sha256) {
    List<TransactionEnvelope> transactions = new ArrayList<>(payload.transactions().size());
    for (Bytes encoded : payload.transactions()) {
      try {
        transactions.add(TransactionEnvelope.decode(encoded));
      } catch (DecodeException e) {
        throw new DecodeException("transaction " + transactions.size() + ": " + e.getMessage());
      }
    }
    Header header =
        header(
            payload,
            rules,
            BodyRules.transactionsRoot(transactions),
            parentBeaconBlockRoot,
            requests == null ? null : Requests.hash(sha256, requests));
    return new Block(header, transactions, List.of(), payload.withdrawals());
  }

  /**
   * The hash of the block that an L2 payload from an untrusted source describes, to compare with
   * the one that it states. The transactions are not decoded.
   *
   * @param parentBeaconBlockRoot null before Ecotone
   * @throws DecodeException when fields of the fork are missing
   */
  public static Hash hashOfL2(
      ExecutionPayload payload, Rules rules, @Nullable Hash parentBeaconBlockRoot) {
    try {
      return header(
              payload,
              rules,
              OrderedTrie.root(payload.transactions()),
              parentBeaconBlockRoot,
              rules.has(OpFork.ISTHMUS) ? Requests.EMPTY_HASH : null)
          .hash();
    } catch (IllegalArgumentException e) {
      throw new DecodeException("payload: " + e.getMessage());
    }
  }

  private static Header header(
      ExecutionPayload payload,
      Rules rules,
      Hash transactionsRoot,
      @Nullable Hash parentBeaconBlockRoot,
      @Nullable Hash requestsHash) {
    List<Withdrawal> withdrawals = payload.withdrawals();
    Hash withdrawalsRoot =
        withdrawals == null
            ? null
            : rules.has(OpFork.ISTHMUS)
                ? payload.withdrawalsRoot()
                : BodyRules.withdrawalsRoot(withdrawals);
    return new HeaderBuilder()
        .parentHash(payload.parentHash())
        .unclesHash(Keccak256.EMPTY_LIST)
        .beneficiary(payload.feeRecipient())
        .stateRoot(payload.stateRoot())
        .transactionsRoot(transactionsRoot)
        .receiptsRoot(payload.receiptsRoot())
        .logsBloom(payload.logsBloom())
        .number(payload.blockNumber())
        .gasLimit(payload.gasLimit())
        .gasUsed(payload.gasUsed())
        .timestampSeconds(payload.timestampSeconds())
        .extraData(payload.extraData())
        .mixHash(payload.prevRandao())
        .baseFeePerGas(payload.baseFeePerGas())
        .withdrawalsRoot(withdrawalsRoot)
        .blobGasUsed(payload.blobGasUsed())
        .excessBlobGas(payload.excessBlobGas())
        .parentBeaconBlockRoot(parentBeaconBlockRoot)
        .requestsHash(requestsHash)
        .build();
  }

  /** The payload of a post-merge block. */
  public static ExecutionPayload of(Block block, Rules rules) {
    Header header = block.header();
    boolean cancun = rules.has(Fork.CANCUN);
    return payload(
        block,
        cancun ? header.blobGasUsed() : null,
        cancun ? header.excessBlobGas() : null,
        rules.has(OpFork.ISTHMUS) ? header.withdrawalsRoot() : null);
  }

  /**
   * The payload of an L2 block; the fork follows from the header. Before Isthmus the withdrawals
   * root is that of an empty list, and the payload does not carry it.
   */
  public static ExecutionPayload ofL2(Block block) {
    Header header = block.header();
    @Nullable Hash root = header.withdrawalsRoot();
    return payload(
        block,
        header.blobGasUsed(),
        header.excessBlobGas(),
        root == null || root.equals(Keccak256.EMPTY_TRIE) ? null : root);
  }

  private static ExecutionPayload payload(
      Block block,
      @Nullable Long blobGasUsed,
      @Nullable Long excessBlobGas,
      @Nullable Hash withdrawalsRoot) {
    Header header = block.header();
    UInt256 baseFee = header.baseFeePerGas();
    return new ExecutionPayload(
        header.parentHash(),
        header.beneficiary(),
        header.stateRoot(),
        header.receiptsRoot(),
        header.logsBloom(),
        header.mixHash(),
        header.number(),
        header.gasLimit(),
        header.gasUsed(),
        header.timestampSeconds(),
        header.extraData(),
        baseFee == null ? UInt256.ZERO : baseFee,
        block.hash(),
        block.transactions().stream().map(TransactionEnvelope::encoded).toList(),
        block.withdrawals(),
        blobGasUsed,
        excessBlobGas,
        withdrawalsRoot);
  }
}
