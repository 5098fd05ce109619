package dev.kopi.core.derivation.batch;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.derivation.attributes.L1BlockInfo;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.RollupConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * One L2 block as it stands on L1: {@code rlp([parent_hash, epoch_number, epoch_hash, timestamp,
 * transaction_list])}.
 *
 * @param parentHash the hash of the block before it
 * @param epoch its L1 origin
 * @param timestampSeconds its timestamp
 * @param transactions its transactions without the deposits, each as blocks hold it
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#batch-format">Batch format</a>
 */
public record SingularBatch(
    Hash parentHash, BlockId epoch, long timestampSeconds, List<Bytes> transactions)
    implements Batch {
  /** The version byte. */
  static final int TYPE = 0;

  /** Copies the list. */
  public SingularBatch {
    transactions = List.copyOf(transactions);
  }

  /**
   * The batch that stands for an L2 block.
   *
   * @throws dev.kopi.core.primitives.DecodeException when the block has no L1 attributes deposit
   */
  public static SingularBatch of(RollupConfig config, Block block) {
    L1BlockInfo info = L2Blocks.l1Info(config, block.header().timestampSeconds(), block);
    List<Bytes> transactions = new ArrayList<>(block.transactions().size());
    for (TransactionEnvelope envelope : block.transactions()) {
      if (envelope.transaction().type() != TransactionType.DEPOSIT) {
        transactions.add(envelope.encoded());
      }
    }
    return new SingularBatch(
        block.header().parentHash(),
        info.l1Origin(),
        block.header().timestampSeconds(),
        transactions);
  }

  /** Writes the batch as channels hold it: a byte string of the version and the list. */
  public void writeTo(RlpWriter out) {
    RlpWriter inner = new RlpWriter(512);
    inner.raw(new byte[] {TYPE}).startList();
    inner.hash(parentHash).number(epoch.number()).hash(epoch.hash()).number(timestampSeconds);
    inner.startList();
    for (Bytes transaction : transactions) {
      inner.bytes(transaction);
    }
    inner.endList().endList();
    out.bytes(inner.toArray());
  }

  /** Reads the list. */
  static SingularBatch read(RlpReader reader) {
    RlpReader in = reader.list();
    Hash parent = in.hash();
    long epochNumber = in.number();
    Hash epochHash = in.hash();
    long timestamp = in.number();
    RlpReader list = in.list();
    in.expectEnd();
    List<Bytes> transactions = new ArrayList<>();
    while (list.hasMore()) {
      transactions.add(list.bytes());
    }
    return new SingularBatch(parent, new BlockId(epochHash, epochNumber), timestamp, transactions);
  }
}
