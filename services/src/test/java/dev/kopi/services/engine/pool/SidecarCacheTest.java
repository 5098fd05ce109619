package dev.kopi.services.engine.pool;

import static dev.kopi.services.engine.EngineRig.CHAIN;
import static dev.kopi.services.engine.EngineRig.TARGET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.transaction.BlobSidecar;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SidecarCacheTest {
  private final SidecarCache cache = new SidecarCache(3);
  private final Set<Hash> pooled = new HashSet<>();

  /** Adds a transaction whose blobs are named by numbers; they stand for their content as well. */
  private TransactionEnvelope add(long nonce, boolean inPool, int... blobs) {
    List<Hash> hashes = new ArrayList<>();
    List<Bytes> contents = new ArrayList<>();
    for (int blob : blobs) {
      hashes.add(hash(blob));
      contents.add(content(blob));
    }
    TransactionEnvelope transaction =
        TransactionEnvelope.of(
            new Transaction.Blob(
                CHAIN,
                nonce,
                UInt256.ONE,
                UInt256.ONE,
                21_000,
                TARGET,
                UInt256.ZERO,
                Bytes.EMPTY,
                List.of(),
                UInt256.ONE,
                hashes,
                new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO)));
    if (inPool) {
      pooled.add(transaction.hash());
    }
    cache.add(transaction, BlobSidecar.of(true, contents, contents, contents), pooled::contains);
    return transaction;
  }

  private static Hash hash(int blob) {
    return UInt256.of(blob).toHash();
  }

  private static Bytes content(int blob) {
    return Bytes.wrap(new byte[] {(byte) blob});
  }

  @Test
  void evictsTheOldestThatIsNotInThePool() {
    TransactionEnvelope waiting = add(0, true, 1);
    TransactionEnvelope included = add(1, false, 2);
    TransactionEnvelope other = add(2, false, 3);
    TransactionEnvelope fresh = add(3, true, 4);
    assertThat(cache.has(waiting.hash())).isTrue();
    assertThat(cache.has(included.hash())).isFalse();
    assertThat(cache.has(other.hash())).isTrue();
    assertThat(cache.has(fresh.hash())).isTrue();
    assertThat(cache.blob(hash(2))).isNull();
    assertThat(
            cache.of(List.of(waiting, included, fresh)).stream()
                .flatMap(one -> one.blobs().stream()))
        .containsExactly(content(1), content(4));
  }

  @Test
  void keepsABlobWhileOneOfItsTransactionsIsKept() {
    add(0, false, 1);
    TransactionEnvelope second = add(1, true, 1);
    add(2, true, 2, 3);
    assertThat(cache.has(second.hash())).isTrue();
    assertThat(cache.blob(hash(1))).isEqualTo(content(1));
    pooled.clear();
    add(3, true, 4);
    assertThat(cache.blob(hash(1))).isNull();
    assertThat(cache.blob(hash(3))).isEqualTo(content(3));
  }
}
