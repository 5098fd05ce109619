package dev.kopi.services.engine.payload;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.execution.block.ChildHeader;
import dev.kopi.core.execution.block.L2Draft;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks payload attributes against version, fork and parent, and decodes them into a draft.
 *
 * @see <a
 *     href="https://specs.optimism.io/protocol/exec-engine.html#extended-payloadattributesv1">Extended
 *     PayloadAttributes</a>
 */
public final class AttributeRules {
  private static final long GAS_LIMIT_DIVISOR = 1_024;
  private static final long MIN_GAS_LIMIT = 5_000;

  private final ChainSpec spec;
  private final Bytes extraData;
  private final long gasLimitTarget;
  private final Secp256k1 secp256k1;

  /**
   * Rules for one chain.
   *
   * @param extraData of blocks under L1 rules
   * @param gasLimitTarget the gas limit that blocks under L1 rules move towards
   */
  public AttributeRules(ChainSpec spec, Bytes extraData, long gasLimitTarget, Secp256k1 secp256k1) {
    this.spec = spec;
    this.extraData = extraData;
    this.gasLimitTarget = gasLimitTarget;
    this.secp256k1 = secp256k1;
  }

  /**
   * Checks the attributes against the method's version and the parent, and decodes them.
   *
   * @throws EngineApiException when they are invalid
   */
  public PayloadDraft draft(int version, Header parent, PayloadAttributes attributes) {
    // "payloadAttributes.timestamp MUST be greater than timestamp of the head block".
    if (Long.compareUnsigned(attributes.timestampSeconds(), parent.timestampSeconds()) <= 0) {
      throw invalid("timestamp is not after the head's");
    }
    Rules rules = spec.rules(parent.number() + 1, attributes.timestampSeconds(), true);
    checkVersion(version, rules, attributes);
    return rules.isOptimism() ? l2Draft(parent, attributes) : l1Draft(rules, parent, attributes);
  }

  private PayloadDraft l2Draft(Header parent, PayloadAttributes attributes) {
    return switch (L2Draft.of(spec, parent, attributes)) {
      case L2Draft.Valid draft ->
          draft(draft.rules(), parent, draft.header(), draft.transactions(), attributes);
      case L2Draft.Invalid invalid ->
          throw invalid(
              switch (invalid.reason()) {
                case GAS_LIMIT_MISSING -> "gasLimit parameter is required";
                case FEE_PARAMETERS_INVALID ->
                    "eip1559Params and minBaseFee do not fit the fork of the block";
                case TRANSACTION_MALFORMED ->
                    "transaction " + invalid.transaction() + " is not valid";
              });
    };
  }

  private PayloadDraft l1Draft(Rules rules, Header parent, PayloadAttributes attributes) {
    HeaderBuilder header =
        ChildHeader.of(spec, parent, attributes.timestampSeconds())
            .beneficiary(attributes.suggestedFeeRecipient())
            .mixHash(attributes.prevRandao())
            .gasLimit(l1GasLimit(parent.gasLimit()))
            .extraData(extraData);
    Hash beaconRoot = attributes.parentBeaconBlockRoot();
    if (rules.has(Fork.CANCUN) && beaconRoot != null) {
      header.parentBeaconBlockRoot(beaconRoot);
    }
    return draft(rules, parent, header.build(), decode(attributes), attributes);
  }

  private PayloadDraft draft(
      Rules rules,
      Header parent,
      Header header,
      List<TransactionEnvelope> forced,
      PayloadAttributes attributes) {
    return new PayloadDraft(
        rules,
        parent,
        header,
        forced,
        SenderRecovery.senders(secp256k1, forced, rules),
        rules.has(Fork.SHANGHAI) ? attributes.withdrawals() : null,
        attributes.noTxPool());
  }

  private static void checkVersion(int version, Rules rules, PayloadAttributes attributes) {
    boolean shanghai = rules.has(Fork.SHANGHAI);
    boolean cancun = rules.has(Fork.CANCUN);
    if (version == 1 && shanghai || version == 2 && cancun || version == 3 && !cancun) {
      throw new EngineApiException(
          EngineApiException.UNSUPPORTED_FORK,
          "forkchoiceUpdatedV" + version + " does not fit a block of " + rules.fork());
    }
    if (shanghai != (attributes.withdrawals() != null)) {
      throw invalid(shanghai ? "missing withdrawals" : "withdrawals before Shanghai");
    }
    if (cancun != (attributes.parentBeaconBlockRoot() != null)) {
      throw invalid(cancun ? "missing beacon root" : "unexpected beacon root");
    }
    List<?> withdrawals = attributes.withdrawals();
    if (rules.isOptimism() && withdrawals != null && !withdrawals.isEmpty()) {
      throw invalid("withdrawals must be empty on L2");
    }
    if (!rules.isOptimism()
        && (attributes.gasLimit() != null || attributes.eip1559Params() != null)) {
      throw invalid("fields of the OP Stack on L1");
    }
  }

  /** Moves the gas limit towards the target, as far as one L1 block may. */
  private long l1GasLimit(long before) {
    long most = before / GAS_LIMIT_DIVISOR - 1;
    long target = Math.max(gasLimitTarget, MIN_GAS_LIMIT);
    return target > before ? Math.min(target, before + most) : Math.max(target, before - most);
  }

  private static List<TransactionEnvelope> decode(PayloadAttributes attributes) {
    List<Bytes> encoded = attributes.transactions();
    List<TransactionEnvelope> out = new ArrayList<>();
    for (Bytes one : encoded == null ? List.<Bytes>of() : encoded) {
      try {
        out.add(TransactionEnvelope.decode(one));
      } catch (DecodeException e) {
        throw invalid("transaction " + out.size() + " is not valid: " + e.getMessage());
      }
    }
    return out;
  }

  private static EngineApiException invalid(String message) {
    return new EngineApiException(EngineApiException.INVALID_PAYLOAD_ATTRIBUTES, message);
  }
}
