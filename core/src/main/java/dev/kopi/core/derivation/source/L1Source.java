package dev.kopi.core.derivation.source;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * L1 as derivation reads it. What is asked for by hash never changes, so that an implementation may
 * keep it; it answers only what it has checked against the hash.
 *
 * <p>Every method throws {@link TemporaryException} when L1 cannot be asked, and those that take a
 * hash {@link ResetException} when L1 says that it does not know the block.
 */
public interface L1Source {
  /** The canonical block at a height, or null when the chain is not that long. */
  @Nullable L1BlockRef blockByNumber(long number);

  /** The header with a hash. */
  Header header(Hash blockHash);

  /** The transactions of a block, in order. */
  List<TransactionEnvelope> transactions(Hash blockHash);

  /** The receipts of a block, in order. */
  List<Receipt> receipts(Hash blockHash);
}
