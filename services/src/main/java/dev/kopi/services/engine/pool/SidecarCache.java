package dev.kopi.services.engine.pool;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.engineapi.PayloadEnvelope.BlobsBundle;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sidecars of blob transactions, kept after inclusion for reorgs and for lookups of blobs by
 * hash. Bounded: evicts the oldest. For any thread.
 */
final class SidecarCache {
  private final int maxBlobs;
  private final Map<Hash, PooledSidecar> byTransaction = new LinkedHashMap<>();
  private final Map<Hash, Bytes> byHash = new LinkedHashMap<>();
  private int blobs;

  SidecarCache(int maxBlobs) {
    this.maxBlobs = maxBlobs;
  }

  synchronized void add(TransactionEnvelope transaction, PooledSidecar sidecar) {
    if (byTransaction.putIfAbsent(transaction.hash(), sidecar) != null) {
      return;
    }
    List<Hash> hashes = transaction.transaction().blobHashes();
    for (int i = 0; i < hashes.size(); i++) {
      byHash.put(hashes.get(i), sidecar.blobs().get(i));
    }
    blobs += hashes.size();
    while (blobs > maxBlobs) {
      Hash oldest = byTransaction.keySet().iterator().next();
      PooledSidecar evicted = byTransaction.remove(oldest);
      if (evicted != null) {
        blobs -= evicted.blobs().size();
        evicted.blobs().forEach(blob -> byHash.values().remove(blob));
      }
    }
  }

  synchronized boolean has(Hash transaction) {
    return byTransaction.containsKey(transaction);
  }

  synchronized @Nullable Bytes blob(Hash versionedHash) {
    return byHash.get(versionedHash);
  }

  /** The combined sidecars of the blob transactions among {@code transactions}. */
  synchronized BlobsBundle bundle(List<TransactionEnvelope> transactions) {
    List<Bytes> commitments = new ArrayList<>();
    List<Bytes> proofs = new ArrayList<>();
    List<Bytes> all = new ArrayList<>();
    for (TransactionEnvelope one : transactions) {
      PooledSidecar sidecar = byTransaction.get(one.hash());
      if (sidecar != null) {
        commitments.addAll(sidecar.commitments());
        proofs.addAll(sidecar.proofs());
        all.addAll(sidecar.blobs());
      }
    }
    return new BlobsBundle(commitments, proofs, all);
  }
}
