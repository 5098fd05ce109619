package dev.kopi.core.execution.block;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.execution.fee.BaseFee;
import dev.kopi.core.execution.fee.BlobGas;
import dev.kopi.core.primitives.Hash;

/** The header of a block to build, as far as it is known before execution. */
public final class ChildHeader {
  private ChildHeader() {}

  /**
   * The fields that follow from the parent: parent hash, number, base fee, excess blob gas, and
   * those that are constant since the merge. Still to be set: beneficiary, gas limit, extra data,
   * prevRandao (mix hash) and, from Cancun on, the parent beacon block's root.
   *
   * @param timestampSeconds the new block's timestamp
   */
  public static HeaderBuilder of(ChainSpec spec, Header parent, long timestampSeconds) {
    Rules rules = spec.rules(parent.number() + 1, timestampSeconds, true);
    HeaderBuilder header =
        new HeaderBuilder()
            .parentHash(parent.hash())
            .number(parent.number() + 1)
            .timestampSeconds(timestampSeconds)
            .baseFeePerGas(BaseFee.next(spec, parent, timestampSeconds));
    if (rules.has(Fork.SHANGHAI)) {
      header.withdrawalsRoot(Keccak256.EMPTY_TRIE);
    }
    if (rules.has(Fork.CANCUN)) {
      header
          .blobGasUsed(0L)
          .excessBlobGas(BlobGas.excess(rules, parent))
          .parentBeaconBlockRoot(Hash.ZERO);
    }
    if (rules.has(Fork.PRAGUE)) {
      header.requestsHash(Requests.EMPTY_HASH);
    }
    return header;
  }
}
