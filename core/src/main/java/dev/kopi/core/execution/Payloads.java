package dev.kopi.core.execution;

import dev.kopi.core.chain.Block;
import dev.kopi.core.chain.Fork;
import dev.kopi.core.chain.Header;
import dev.kopi.core.chain.HeaderBuilder;
import dev.kopi.core.chain.OpFork;
import dev.kopi.core.chain.Rules;
import dev.kopi.core.chain.TransactionEnvelope;
import dev.kopi.core.chain.Withdrawal;
import dev.kopi.core.crypto.Keccak256;
import dev.kopi.core.crypto.Sha256;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Payloads of the Engine API to blocks and back.
 *
 * @see <a
 *     href="https://github.com/ethereum/execution-apis/blob/main/src/engine/paris.md#payload-validation">Payload
 *     validation</a>
 */
public final class Payloads {
  private Payloads() {}

  /**
   * The block that a payload stands for. Whether its hash is the payload's is the caller's to
   * check.
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
    List<Withdrawal> withdrawals = payload.withdrawals();
    Hash withdrawalsRoot =
        withdrawals == null
            ? null
            : rules.has(OpFork.ISTHMUS)
                ? payload.withdrawalsRoot()
                : BodyRules.withdrawalsRoot(withdrawals);
    Header header =
        new HeaderBuilder()
            .parentHash(payload.parentHash())
            .unclesHash(Keccak256.EMPTY_LIST)
            .beneficiary(payload.feeRecipient())
            .stateRoot(payload.stateRoot())
            .transactionsRoot(BodyRules.transactionsRoot(transactions))
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
            .requestsHash(requests == null ? null : Requests.hash(sha256, requests))
            .build();
    return new Block(header, transactions, List.of(), withdrawals);
  }

  /** The payload of a block, which comes after the merge. */
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
   * The payload of an L2 block, by what the block itself tells of its fork: before Isthmus the
   * withdrawals root is that of an empty list, and no part of the payload.
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
