package dev.kopi.tests.simulation.random;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.source.BlobSource;
import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.testkit.FakeL1;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** L1 as one node reaches it. */
final class FlakyL1 implements L1Source, BlobSource {
  private final FakeL1 chain;
  private final Link link;

  FlakyL1(FakeL1 chain, Link link) {
    this.chain = chain;
    this.link = link;
  }

  private <T> T call(Supplier<T> what) {
    return link.call(what, () -> new TemporaryException("L1 does not answer"));
  }

  /** Whether a poll of the head is answered. */
  boolean answers() {
    try {
      return call(() -> true);
    } catch (TemporaryException e) {
      return false;
    }
  }

  @Override
  public @Nullable L1BlockRef blockByNumber(long number) {
    return call(() -> Optional.ofNullable(chain.blockByNumber(number))).orElse(null);
  }

  @Override
  public Header header(Hash hash) {
    return call(() -> chain.header(hash));
  }

  @Override
  public List<TransactionEnvelope> transactions(Hash hash) {
    return call(() -> chain.transactions(hash));
  }

  @Override
  public List<Receipt> receipts(Hash hash) {
    return call(() -> chain.receipts(hash));
  }

  @Override
  public List<Bytes> blobs(L1BlockRef block, List<BlobId> ids) {
    return call(() -> chain.blobs(block, ids));
  }
}
