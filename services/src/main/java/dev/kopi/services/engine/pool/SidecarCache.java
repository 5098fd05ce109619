package dev.kopi.services.engine.pool;

import dev.kopi.core.chain.transaction.BlobSidecar;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sidecars of blob transactions, kept after inclusion for reorgs and for lookups of blobs by
 * hash. Bounded: evicts the oldest that is not in the pool. For any thread.
 */
final class SidecarCache {
  private final int maxBlobs;
  private final Map<Hash, Entry> byTransaction = new LinkedHashMap<>();

  /** The transactions that have a blob, by its versioned hash. */
  private final Map<Hash, List<Hash>> byBlob = new HashMap<>();

  private int blobs;

  private record Entry(List<Hash> hashes, BlobSidecar sidecar) {}

  SidecarCache(int maxBlobs) {
    this.maxBlobs = maxBlobs;
  }

  /**
   * Adds the sidecar of a transaction that the pool took.
   *
   * @param pooled whether a transaction is in the pool, by its hash
   */
  synchronized void add(
      TransactionEnvelope transaction, BlobSidecar sidecar, Predicate<Hash> pooled) {
    List<Hash> hashes = transaction.transaction().blobHashes();
    if (byTransaction.putIfAbsent(transaction.hash(), new Entry(hashes, sidecar)) != null) {
      return;
    }
    blobs += hashes.size();
    for (Hash hash : hashes) {
      byBlob.computeIfAbsent(hash, blob -> new ArrayList<>(1)).add(transaction.hash());
    }
    Iterator<Map.Entry<Hash, Entry>> oldest = byTransaction.entrySet().iterator();
    while (blobs > maxBlobs && oldest.hasNext()) {
      Map.Entry<Hash, Entry> next = oldest.next();
      if (!pooled.test(next.getKey())) {
        oldest.remove();
        forget(next.getKey(), next.getValue());
      }
    }
  }

  private void forget(Hash transaction, Entry evicted) {
    blobs -= evicted.hashes().size();
    for (Hash hash : evicted.hashes()) {
      List<Hash> owners = byBlob.get(hash);
      if (owners != null && owners.remove(transaction) && owners.isEmpty()) {
        byBlob.remove(hash);
      }
    }
  }

  synchronized boolean has(Hash transaction) {
    return byTransaction.containsKey(transaction);
  }

  synchronized @Nullable Bytes blob(Hash versionedHash) {
    List<Hash> owners = byBlob.get(versionedHash);
    Entry entry = owners == null ? null : byTransaction.get(owners.getFirst());
    if (entry == null) {
      return null;
    }
    return entry.sidecar().blobs().get(entry.hashes().indexOf(versionedHash));
  }

  /** The sidecars of the blob transactions among {@code transactions}, in order. */
  synchronized List<BlobSidecar> of(List<TransactionEnvelope> transactions) {
    List<BlobSidecar> out = new ArrayList<>();
    for (TransactionEnvelope one : transactions) {
      Entry entry = byTransaction.get(one.hash());
      if (entry != null) {
        out.add(entry.sidecar());
      }
    }
    return out;
  }
}
