package dev.kopi.apps.derive;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.source.BlobSource;
import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** L1 as far as it was shown: the block shown last and its ancestors are canonical. */
final class RecordedL1 implements L1Source, BlobSource {
  private final Map<Hash, RecordedL1Block> blocks = new HashMap<>();
  private final List<RecordedL1Block> canonical = new ArrayList<>();

  private final BlobOrder blobOrder;

  /** In which order several blobs of several transactions of a block are answered. */
  enum BlobOrder {
    /** As the protocol asks for. */
    PROTOCOL,
    /**
     * By their place within their transaction, as the recorder's beacon node did, which the
     * recorded safe heads show.
     */
    RECORDER
  }

  RecordedL1(BlobOrder blobOrder) {
    this.blobOrder = blobOrder;
  }

  /** Shows the next block, which may leave the branch that was canonical. */
  void show(RecordedL1Block block) {
    blocks.put(block.hash(), block);
    while (!canonical.isEmpty()
        && !canonical.getLast().hash().equals(block.header().parentHash())) {
      canonical.removeLast();
    }
    canonical.add(block);
  }

  @Override
  public @Nullable L1BlockRef blockByNumber(long number) {
    long index = number - canonical.getFirst().header().number();
    return index < 0 || index >= canonical.size() ? null : canonical.get((int) index).ref();
  }

  private RecordedL1Block block(Hash hash) {
    RecordedL1Block block = blocks.get(hash);
    if (block == null) {
      throw new ResetException("L1 block " + hash + " was not shown");
    }
    return block;
  }

  @Override
  public Header header(Hash blockHash) {
    return block(blockHash).header();
  }

  @Override
  public List<TransactionEnvelope> transactions(Hash blockHash) {
    return block(blockHash).transactions();
  }

  @Override
  public List<Receipt> receipts(Hash blockHash) {
    return block(blockHash).receipts();
  }

  @Override
  public List<Bytes> blobs(L1BlockRef l1Block, List<BlobId> ids) {
    RecordedL1Block block = block(l1Block.hash());
    Map<Hash, Bytes> recorded = block.blobs();
    List<Bytes> out = new ArrayList<>(ids.size());
    for (BlobId id : blobOrder == BlobOrder.RECORDER ? asRecorded(block, ids) : ids) {
      Bytes blob = recorded.get(id.versionedHash());
      if (blob == null) {
        throw new CriticalException(
            "blob " + id.versionedHash() + " of L1 block " + l1Block.id() + " was not recorded");
      }
      out.add(blob);
    }
    return out;
  }

  private static List<BlobId> asRecorded(RecordedL1Block block, List<BlobId> ids) {
    Map<Hash, Integer> places = new HashMap<>();
    for (TransactionEnvelope envelope : block.transactions()) {
      List<Hash> hashes = envelope.transaction().blobHashes();
      for (int i = 0; i < hashes.size(); i++) {
        places.put(hashes.get(i), i);
      }
    }
    List<BlobId> asRecorded = new ArrayList<>(ids);
    asRecorded.sort(Comparator.comparing(id -> places.getOrDefault(id.versionedHash(), 0)));
    return asRecorded;
  }
}
