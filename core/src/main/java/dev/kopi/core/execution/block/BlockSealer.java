package dev.kopi.core.execution.block;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.receipt.Bloom;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.receipt.ReceiptCodec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.crypto.hash.Sha256;
import dev.kopi.core.execution.Predeploys;
import dev.kopi.core.execution.validation.BodyRules;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.OrderedTrie;
import dev.kopi.core.trie.TrieUpdate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes the header fields that follow from the block's body and its execution. */
public final class BlockSealer {
  private BlockSealer() {}

  /** The trie root over receipts. */
  public static Hash receiptsRoot(List<Receipt> receipts) {
    List<Bytes> items = new ArrayList<>(receipts.size());
    for (Receipt receipt : receipts) {
      items.add(ReceiptCodec.encode(receipt));
    }
    return OrderedTrie.root(items);
  }

  /**
   * Seals a block from its executed content.
   *
   * @param draft the header with which execution began
   * @param transactions the executed transactions
   * @param withdrawals null before Shanghai
   * @param parentState the state before the block
   * @param trie the trie nodes that {@code outcome.diff()} changes
   */
  public static ExecutedBlock seal(
      Rules rules,
      Header draft,
      List<TransactionEnvelope> transactions,
      @Nullable List<Withdrawal> withdrawals,
      BlockOutcome.Completed outcome,
      StateView parentState,
      TrieUpdate trie,
      Sha256 sha256) {
    HeaderBuilder header =
        executed(rules, draft, outcome, parentState, trie, sha256)
            .transactionsRoot(BodyRules.transactionsRoot(transactions));
    if (withdrawals != null && !rules.has(OpFork.ISTHMUS)) {
      header.withdrawalsRoot(BodyRules.withdrawalsRoot(withdrawals));
    }
    Block block = new Block(header.build(), transactions, List.of(), withdrawals);
    return new ExecutedBlock(block, outcome.receipts(), outcome.diff(), trie);
  }

  /** The header with all fields that execution determines. */
  static HeaderBuilder executed(
      Rules rules,
      Header header,
      BlockOutcome.Completed outcome,
      StateView parentState,
      TrieUpdate trie,
      Sha256 sha256) {
    List<Bytes> blooms = new ArrayList<>(outcome.receipts().size());
    for (Receipt receipt : outcome.receipts()) {
      if (!receipt.logs().isEmpty()) {
        blooms.add(receipt.bloom());
      }
    }
    HeaderBuilder out =
        header.toBuilder()
            .stateRoot(trie.root())
            .receiptsRoot(receiptsRoot(outcome.receipts()))
            .logsBloom(blooms.isEmpty() ? Bloom.EMPTY : Bloom.union(blooms))
            .gasUsed(outcome.gasUsed());
    if (rules.has(Fork.CANCUN)) {
      out.blobGasUsed(outcome.blobGasUsed());
    }
    List<Bytes> requests = outcome.requests();
    if (requests != null) {
      out.requestsHash(Requests.hash(sha256, requests));
    }
    if (rules.has(OpFork.ISTHMUS)) {
      out.withdrawalsRoot(messagePasserRoot(parentState, trie));
    }
    return out;
  }

  /** "withdrawalsRoot … the storage root of the L2ToL1MessagePasser" after the block (Isthmus). */
  private static Hash messagePasserRoot(StateView parentState, TrieUpdate trie) {
    Hash changed = trie.storageRoots().get(Predeploys.L2_TO_L1_MESSAGE_PASSER);
    if (changed != null) {
      return changed;
    }
    Account account = parentState.account(Predeploys.L2_TO_L1_MESSAGE_PASSER);
    return account == null ? Keccak256.EMPTY_TRIE : account.storageRoot();
  }
}
