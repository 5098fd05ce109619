package dev.kopi.core.execution.block;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.execution.fee.OpExtraData;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The L2 block that payload attributes describe, as far as it is known before execution.
 *
 * @see <a
 *     href="https://specs.optimism.io/protocol/exec-engine.html#extended-payloadattributesv1">Extended
 *     PayloadAttributes</a>
 */
public sealed interface L2Draft {
  /**
   * The attributes make a block.
   *
   * @param rules the block's rules
   * @param header the header without roots, bloom, hashes and gas used
   * @param transactions the transactions that the block begins with
   */
  record Valid(Rules rules, Header header, List<TransactionEnvelope> transactions)
      implements L2Draft {
    /** Copies the transactions. */
    public Valid {
      transactions = List.copyOf(transactions);
    }
  }

  /**
   * No block follows from the attributes.
   *
   * @param transaction the index of the malformed transaction; else −1
   */
  record Invalid(Reason reason, int transaction) implements L2Draft {}

  /** Why attributes make no block. */
  enum Reason {
    /** There is no gas limit. */
    GAS_LIMIT_MISSING,
    /** EIP-1559 parameters or the least base fee are missing, too early or out of range. */
    FEE_PARAMETERS_INVALID,
    /** A transaction cannot be decoded. */
    TRANSACTION_MALFORMED
  }

  /** The draft for attributes on a parent, for a chain of the OP Stack. */
  static L2Draft of(ChainSpec spec, Header parent, PayloadAttributes attributes) {
    OpSpec op = Objects.requireNonNull(spec.op(), "not a chain of the OP Stack");
    Rules rules = spec.rules(parent.number() + 1, attributes.timestampSeconds(), true);
    Long gasLimit = attributes.gasLimit();
    if (gasLimit == null || gasLimit < 0) {
      return new Invalid(Reason.GAS_LIMIT_MISSING, -1);
    }
    Bytes extraData =
        OpExtraData.forPayload(op, rules, attributes.eip1559Params(), attributes.minBaseFee());
    if (extraData == null) {
      return new Invalid(Reason.FEE_PARAMETERS_INVALID, -1);
    }
    HeaderBuilder header =
        ChildHeader.of(spec, parent, attributes.timestampSeconds())
            .beneficiary(attributes.suggestedFeeRecipient())
            .mixHash(attributes.prevRandao())
            .gasLimit(gasLimit)
            .extraData(extraData);
    Hash beaconRoot = attributes.parentBeaconBlockRoot();
    if (rules.has(Fork.CANCUN) && beaconRoot != null) {
      header.parentBeaconBlockRoot(beaconRoot);
    }
    List<TransactionEnvelope> transactions = new ArrayList<>();
    for (Bytes encoded : encoded(attributes)) {
      try {
        transactions.add(TransactionEnvelope.decode(encoded));
      } catch (DecodeException e) {
        return new Invalid(Reason.TRANSACTION_MALFORMED, transactions.size());
      }
    }
    return new Valid(rules, header.build(), transactions);
  }

  private static List<Bytes> encoded(PayloadAttributes attributes) {
    @Nullable List<Bytes> transactions = attributes.transactions();
    return transactions == null ? List.of() : transactions;
  }
}
