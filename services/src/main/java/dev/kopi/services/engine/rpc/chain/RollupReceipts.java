package dev.kopi.services.engine.rpc.chain;

import dev.kopi.adapters.json.JsonBuffer;
import dev.kopi.adapters.json.JsonBuffer.Name;
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
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * The receipt fields beyond consensus: blob gas on L1, the rollup's fees on L2. The latter are
 * computed from the L1 attributes of the block, as in op-geth.
 */
final class RollupReceipts {
  private static final Name BLOB_GAS_PRICE = new Name("blobGasPrice");
  private static final Name BLOB_GAS_USED = new Name("blobGasUsed");
  private static final Name DA_FOOTPRINT_GAS_SCALAR = new Name("daFootprintGasScalar");
  private static final Name L1_BASE_FEE_SCALAR = new Name("l1BaseFeeScalar");
  private static final Name L1_BLOB_BASE_FEE = new Name("l1BlobBaseFee");
  private static final Name L1_BLOB_BASE_FEE_SCALAR = new Name("l1BlobBaseFeeScalar");
  private static final Name L1_FEE = new Name("l1Fee");
  private static final Name L1_FEE_SCALAR = new Name("l1FeeScalar");
  private static final Name L1_GAS_PRICE = new Name("l1GasPrice");
  private static final Name L1_GAS_USED = new Name("l1GasUsed");
  private static final Name OPERATOR_FEE_CONSTANT = new Name("operatorFeeConstant");
  private static final Name OPERATOR_FEE_SCALAR = new Name("operatorFeeScalar");

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
  void complete(JsonBuffer out, TransactionEnvelope envelope) {
    Transaction tx = envelope.transaction();
    if (tx instanceof Transaction.Blob) {
      out.name(BLOB_GAS_USED).quantity(BlobParams.GAS_PER_BLOB * tx.blobHashes().size());
      out.name(BLOB_GAS_PRICE).quantity(blobBaseFee);
    }
    if (info == null || fees == null || layout == null || tx instanceof Transaction.Deposit) {
      return;
    }
    out.name(L1_GAS_PRICE).quantity(info.baseFee());
    out.name(L1_GAS_USED).quantity(l1GasUsed(envelope, info));
    out.name(L1_FEE).quantity(l1Fee(info, fees, envelope));
    if (layout == L1InfoLayout.BEDROCK) {
      out.name(L1_FEE_SCALAR).plainText(feeScalar(info));
      return;
    }
    out.name(L1_BLOB_BASE_FEE).quantity(info.blobBaseFee());
    out.name(L1_BASE_FEE_SCALAR)
        .quantity(Integer.toUnsignedLong(info.feeScalars().baseFeeScalar()));
    out.name(L1_BLOB_BASE_FEE_SCALAR)
        .quantity(Integer.toUnsignedLong(info.feeScalars().blobBaseFeeScalar()));
    boolean operator = info.operatorFeeScalar() != 0 || info.operatorFeeConstant() != 0;
    if (layout.compareTo(L1InfoLayout.ISTHMUS) >= 0 && operator) {
      out.name(OPERATOR_FEE_SCALAR).quantity(Integer.toUnsignedLong(info.operatorFeeScalar()));
      out.name(OPERATOR_FEE_CONSTANT).quantity(info.operatorFeeConstant());
    }
    if (layout == L1InfoLayout.JOVIAN) {
      putFootprint(out, info, envelope);
    }
  }

  /**
   * Writes the scalar as in the L1 attributes: 0 stays 0 in receipts, although the footprint of the
   * block is computed with the default.
   */
  static void putFootprint(JsonBuffer out, L1BlockInfo l1, TransactionEnvelope envelope) {
    long gasPerByte = l1.daFootprintGasScalar();
    out.name(DA_FOOTPRINT_GAS_SCALAR).quantity(gasPerByte);
    out.name(BLOB_GAS_USED).quantity(DataSize.inBytes(envelope) * gasPerByte);
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
    return free ? UInt256.ZERO : charged.l1Fee(envelope);
  }

  private UInt256 l1GasUsed(TransactionEnvelope envelope, L1BlockInfo l1) {
    if (rules.has(OpFork.FJORD)) {
      return UInt256.of(DataSize.scaled(envelope) * 16 / 1_000_000);
    }
    long gas = 0;
    for (byte b : envelope.encoded().unsafeArray()) {
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
