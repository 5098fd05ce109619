package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.event.DerivationEvent.InboxDataDropped;
import dev.kopi.core.derivation.event.DerivationEvent.InboxFault;
import dev.kopi.core.derivation.event.DerivationEvents;
import dev.kopi.core.derivation.source.BlobSource;
import dev.kopi.core.derivation.source.DerivationSources;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data of the batcher in an L1 block: calldata, and since Ecotone blobs.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#l1-retrieval">L1 retrieval</a>
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#ecotone-blob-retrieval">Ecotone:
 *     blob retrieval</a>
 */
final class DataSource {
  private final RollupConfig config;
  private final DerivationSources sources;
  private final BatcherTransactions transactions;
  private final DerivationEvents events;

  DataSource(
      RollupConfig config,
      DerivationSources sources,
      BatcherTransactions transactions,
      DerivationEvents events) {
    this.config = config;
    this.sources = sources;
    this.transactions = transactions;
    this.events = events;
  }

  /** The data that the batcher posted in a block, in the order of transactions and blobs. */
  List<Bytes> read(L1BlockRef block, Address batcher) {
    boolean blobsCount = config.isActive(OpFork.ECOTONE, block.timestampSeconds());
    // A null stands for each blob until all of the block's blobs are fetched together.
    List<@Nullable Bytes> data = new ArrayList<>();
    List<BlobSource.BlobId> blobIds = new ArrayList<>();
    int blobIndex = 0;
    List<InboxFault> faults = new ArrayList<>();
    for (TransactionEnvelope envelope : sources.l1().transactions(block.hash())) {
      Transaction transaction = envelope.transaction();
      int firstBlob = blobIndex;
      blobIndex += transaction.blobHashes().size();
      if (!transactions.isToInbox(envelope)) {
        continue;
      }
      InboxFault fault = transactions.check(envelope, batcher);
      if (fault != null) {
        faults.add(fault);
      } else if (blobsCount && transaction instanceof Transaction.Blob) {
        // "its calldata MUST be ignored should it be present"
        for (Hash hash : transaction.blobHashes()) {
          blobIds.add(new BlobSource.BlobId(firstBlob++, hash));
          data.add(null);
        }
      } else {
        data.add(transaction.data());
      }
    }
    List<Bytes> blobs =
        blobIds.isEmpty() ? List.of() : sources.blobs().blobs(block, List.copyOf(blobIds));
    if (blobs.size() != blobIds.size()) {
      throw new ResetException(
          blobs.size() + " blobs of " + blobIds.size() + " were found for L1 block " + block.id());
    }
    for (InboxFault fault : faults) {
      events.add(new InboxDataDropped(block.id(), fault));
    }
    return merge(block, data, blobs);
  }

  private List<Bytes> merge(L1BlockRef block, List<@Nullable Bytes> data, List<Bytes> blobs) {
    List<Bytes> out = new ArrayList<>(data.size());
    int blob = 0;
    for (Bytes item : data) {
      if (item != null) {
        out.add(item);
        continue;
      }
      try {
        out.add(BlobDecoding.decode(blobs.get(blob++)));
      } catch (DecodeException e) {
        // "If any of the encoding is invalid, the blob as a whole must be ignored."
        events.add(new InboxDataDropped(block.id(), InboxFault.BLOB_ENCODING));
      }
    }
    return out;
  }
}
