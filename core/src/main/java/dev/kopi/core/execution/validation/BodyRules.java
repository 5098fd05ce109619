package dev.kopi.core.execution.validation;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.trie.OrderedTrie;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks of a block's body against its header, before execution. */
public final class BodyRules {
  /** "MAX_RLP_BLOCK_SIZE": 10 MiB less 2 MiB of room for the beacon block (EIP-7934). */
  public static final int MAX_RLP_BLOCK_SIZE = (10 - 2) << 20;

  private static final long HEADER_ROOM = 2_000;
  private static final long WITHDRAWAL_ROOM = 60;
  private static final long LIST_HEADER_ROOM = 5;

  private BodyRules() {}

  /** The trie root over transactions. */
  public static Hash transactionsRoot(List<TransactionEnvelope> transactions) {
    List<Bytes> items = new ArrayList<>(transactions.size());
    for (TransactionEnvelope transaction : transactions) {
      items.add(transaction.encoded());
    }
    return OrderedTrie.root(items);
  }

  /** The trie root over withdrawals. */
  public static Hash withdrawalsRoot(List<Withdrawal> withdrawals) {
    List<Bytes> items = new ArrayList<>(withdrawals.size());
    for (Withdrawal withdrawal : withdrawals) {
      items.add(withdrawal.encode());
    }
    return OrderedTrie.root(items);
  }

  /** The hash over the list of uncles. */
  public static Hash unclesHash(List<Header> uncles) {
    if (uncles.isEmpty()) {
      return Keccak256.EMPTY_LIST;
    }
    RlpWriter out = new RlpWriter(1200).startList();
    for (Header uncle : uncles) {
      out.raw(HeaderCodec.encode(uncle).unsafeArray());
    }
    return Keccak256.hash(out.endList().toArray());
  }

  /** The first rule that the body breaks, or null. */
  public static @Nullable InvalidBlock check(Rules rules, Block block) {
    Header header = block.header();
    if (!unclesHash(block.uncles()).equals(header.unclesHash())) {
      return InvalidBlock.UNCLES_HASH_WRONG;
    }
    if (!transactionsRoot(block.transactions()).equals(header.transactionsRoot())) {
      return InvalidBlock.TRANSACTIONS_ROOT_WRONG;
    }
    InvalidBlock broken = checkWithdrawals(rules, block);
    broken = broken != null ? broken : checkBlobs(rules, block);
    if (broken == null && hasSizeLimit(rules) && isTooLarge(block)) {
      return InvalidBlock.BLOCK_TOO_LARGE;
    }
    return broken;
  }

  /**
   * Whether {@link #MAX_RLP_BLOCK_SIZE} holds: on L1 from Osaka on. The OP Stack takes Osaka's
   * other rules with Karst, and not this one.
   */
  public static boolean hasSizeLimit(Rules rules) {
    return rules.has(Fork.OSAKA) && !rules.isOptimism();
  }

  private static @Nullable InvalidBlock checkWithdrawals(Rules rules, Block block) {
    List<Withdrawal> withdrawals = block.withdrawals();
    Hash root = block.header().withdrawalsRoot();
    if (!rules.has(Fork.SHANGHAI)) {
      return withdrawals == null ? null : InvalidBlock.WITHDRAWALS_NOT_ALLOWED;
    }
    if (withdrawals == null) {
      return InvalidBlock.WITHDRAWALS_MISSING;
    }
    // "withdrawals … MUST be an empty list" on L2 (Canyon).
    if (rules.isOptimism() && !withdrawals.isEmpty()) {
      return InvalidBlock.WITHDRAWALS_NOT_ALLOWED;
    }
    // From Isthmus on the root is a storage root, checked after execution.
    boolean judged = !rules.has(OpFork.ISTHMUS);
    return judged && !Objects.equals(withdrawalsRoot(withdrawals), root)
        ? InvalidBlock.WITHDRAWALS_ROOT_WRONG
        : null;
  }

  private static @Nullable InvalidBlock checkBlobs(Rules rules, Block block) {
    Long used = block.header().blobGasUsed();
    if (used == null || rules.isOptimism()) {
      return null;
    }
    long blobs = 0;
    for (TransactionEnvelope envelope : block.transactions()) {
      blobs += envelope.transaction().blobHashes().size();
    }
    // "header.blob_gas_used == blob_gas_used" (EIP-4844).
    return blobs * BlobParams.GAS_PER_BLOB == used ? null : InvalidBlock.BLOB_GAS_USED_WRONG;
  }

  /** "A block is invalid if its RLP-encoded size exceeds MAX_RLP_BLOCK_SIZE" (EIP-7934). */
  private static boolean isTooLarge(Block block) {
    List<Withdrawal> withdrawals = block.withdrawals();
    long most = HEADER_ROOM + (withdrawals == null ? 0 : withdrawals.size() * WITHDRAWAL_ROOM);
    for (TransactionEnvelope envelope : block.transactions()) {
      most += envelope.encoded().size() + LIST_HEADER_ROOM;
    }
    // Encodes only blocks that may be too large.
    return most > MAX_RLP_BLOCK_SIZE && block.encode().size() > MAX_RLP_BLOCK_SIZE;
  }
}
