package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import java.util.List;

/**
 * The next block of the safe chain.
 *
 * @param attributes the payload attributes
 * @param parent the parent block
 * @param concluding whether it is safe at once: the batch that it came from ends with it, or the
 *     rules of Holocene hold
 * @param derivedFrom the L1 block that completed its data
 */
public record DerivedAttributes(
    PayloadAttributes attributes, L2BlockRef parent, boolean concluding, L1BlockRef derivedFrom) {
  /** The same without user transactions. */
  public DerivedAttributes depositsOnly() {
    List<Bytes> all = attributes.transactions();
    List<Bytes> deposits =
        all == null ? List.of() : all.stream().filter(TransactionType.DEPOSIT::isTypeOf).toList();
    PayloadAttributes reduced =
        new PayloadAttributes(
            attributes.timestampSeconds(),
            attributes.prevRandao(),
            attributes.suggestedFeeRecipient(),
            attributes.withdrawals(),
            attributes.parentBeaconBlockRoot(),
            deposits,
            attributes.noTxPool(),
            attributes.gasLimit(),
            attributes.eip1559Params(),
            attributes.minBaseFee());
    return new DerivedAttributes(reduced, parent, concluding, derivedFrom);
  }
}
