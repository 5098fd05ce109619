package dev.kopi.services.engine.rpc.chain;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.derivation.attributes.L1BlockInfo;
import dev.kopi.core.derivation.attributes.L1InfoLayout;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.execution.fee.DataSize;
import dev.kopi.core.execution.fee.RollupFees;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The receipt fields beyond consensus: blob gas on L1, the rollup's fees on L2. The latter are
 * computed from the L1 attributes of the block, as in op-geth.
 */
final class RollupReceipts {
  private final Rules rules;
  private final UInt256 blobBaseFee;
  private final @Nullable L1BlockInfo info;
  private final @Nullable L1InfoLayout layout;
  private final @Nullable RollupFees fees;

  RollupReceipts(ChainView chain, Block block) {
    rules = chain.rules(block.header());
    BlockContext context = chain.context(block.header());
    blobBaseFee = context.blobBaseFee();
    L1InfoLayout found = rules.isOptimism() ? layout(block) : null;
    layout = found;
    if (found == null) {
      info = null;
      fees = null;
    } else {
      info = L1BlockInfo.decode(found, block.transactions().getFirst().transaction().data());
      fees = RollupFees.read(new WorldState(chain.state(block.header())), rules);
    }
  }

  private static @Nullable L1InfoLayout layout(Block block) {
    if (block.transactions().isEmpty()
        || !(block.transactions().getFirst().transaction() instanceof Transaction.Deposit first)) {
      return null;
    }
    for (L1InfoLayout layout : L1InfoLayout.values()) {
      if (first.data().size() == layout.size()) {
        return layout;
      }
    }
    return null;
  }

  /** Adds the fields to the receipt of a transaction. */
  void complete(ObjectNode json, TransactionEnvelope envelope) {
    Transaction tx = envelope.transaction();
    if (tx instanceof Transaction.Blob) {
      json.set(
          "blobGasUsed", JsonValues.quantity(BlobParams.GAS_PER_BLOB * tx.blobHashes().size()));
      json.set("blobGasPrice", JsonValues.quantity(blobBaseFee));
    }
    if (info == null || fees == null || layout == null || tx instanceof Transaction.Deposit) {
      return;
    }
    json.set("l1GasPrice", JsonValues.quantity(info.baseFee()));
    json.set("l1GasUsed", JsonValues.quantity(l1GasUsed(envelope.encoded(), info)));
    json.set("l1Fee", JsonValues.quantity(l1Fee(info, fees, envelope)));
    if (layout == L1InfoLayout.BEDROCK) {
      json.put("l1FeeScalar", feeScalar(info));
      return;
    }
    json.set("l1BlobBaseFee", JsonValues.quantity(info.blobBaseFee()));
    json.set("l1BaseFeeScalar", unsigned(info.feeScalars().baseFeeScalar()));
    json.set("l1BlobBaseFeeScalar", unsigned(info.feeScalars().blobBaseFeeScalar()));
    boolean operator = info.operatorFeeScalar() != 0 || info.operatorFeeConstant() != 0;
    if (layout.compareTo(L1InfoLayout.ISTHMUS) >= 0 && operator) {
      json.set("operatorFeeScalar", unsigned(info.operatorFeeScalar()));
      json.set("operatorFeeConstant", JsonValues.quantity(info.operatorFeeConstant()));
    }
    if (layout == L1InfoLayout.JOVIAN) {
      putFootprint(json, info, envelope);
    }
  }

  /**
   * Writes the scalar as in the L1 attributes: 0 stays 0 in receipts, although the footprint of the
   * block is computed with the default.
   */
  static void putFootprint(ObjectNode json, L1BlockInfo l1, TransactionEnvelope envelope) {
    long gasPerByte = l1.daFootprintGasScalar();
    json.set("daFootprintGasScalar", JsonValues.quantity(gasPerByte));
    json.set("blobGasUsed", JsonValues.quantity(DataSize.inBytes(envelope.encoded()) * gasPerByte));
  }

  /**
   * As in op-geth: by the formula of the format of the attributes. Execution charges by the Bedrock
   * formula while all Ecotone parameters are zero, as in the Ecotone activation block.
   */
  private UInt256 l1Fee(L1BlockInfo l1, RollupFees charged, TransactionEnvelope envelope) {
    boolean free =
        layout != L1InfoLayout.BEDROCK
            && l1.blobBaseFee().isZero()
            && l1.feeScalars().baseFeeScalar() == 0
            && l1.feeScalars().blobBaseFeeScalar() == 0;
    return free ? UInt256.ZERO : charged.l1Fee(envelope.encoded());
  }

  private static JsonNode unsigned(int value) {
    return JsonValues.quantity(Integer.toUnsignedLong(value));
  }

  private UInt256 l1GasUsed(Bytes encoded, L1BlockInfo l1) {
    if (rules.has(OpFork.FJORD)) {
      return UInt256.of(DataSize.scaled(encoded) * 16 / 1_000_000);
    }
    long gas = 0;
    for (byte b : encoded.unsafeArray()) {
      gas += b == 0 ? 4 : 16;
    }
    if (!rules.has(OpFork.REGOLITH)) {
      gas += 68 * 16;
    }
    UInt256 overhead = l1.overhead().toUInt256();
    return layout == L1InfoLayout.BEDROCK ? UInt256.of(gas).add(overhead) : UInt256.of(gas);
  }

  /** Formatted as Go's {@code big.Float}: ten digits, with an exponent when it is far from 1. */
  static String feeScalar(L1BlockInfo l1) {
    BigInteger scalar = l1.scalar().toUInt256().toBigInteger();
    BigDecimal value =
        new BigDecimal(scalar, 6)
            .round(new MathContext(10, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    int exponent = value.precision() - value.scale() - 1;
    if (value.signum() == 0 || (exponent >= -4 && exponent < 10)) {
      return value.toPlainString();
    }
    String digits = value.unscaledValue().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String size = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + size;
  }
}
