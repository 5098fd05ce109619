package dev.kopi.core.execution.fee;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.execution.Predeploys;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;
import java.math.BigInteger;

/**
 * The L1 fee and the operator fee of an OP Stack transaction, from the parameters in the L1Block
 * contract after the block's deposits.
 *
 * @see <a href="https://specs.optimism.io/protocol/exec-engine.html#l1-cost-fees-l1-fee-vault">L1
 *     cost</a>
 * @see <a href="https://specs.optimism.io/protocol/isthmus/exec-engine.html#operator-fee">Operator
 *     fee</a>
 */
public final class RollupFees {
  private static final UInt256 L1_BASE_FEE_SLOT = UInt256.of(1);
  private static final UInt256 SCALARS_SLOT = UInt256.of(3);
  private static final UInt256 OVERHEAD_SLOT = UInt256.of(5);
  private static final UInt256 SCALAR_SLOT = UInt256.of(6);
  private static final UInt256 L1_BLOB_BASE_FEE_SLOT = UInt256.of(7);
  private static final UInt256 OPERATOR_FEE_SLOT = UInt256.of(8);

  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  /** The gas added for the signature before Regolith: 68 non-zero bytes. */
  private static final long SIGNATURE_GAS = 68 * 16;

  private final Rules rules;
  private final BigInteger l1BaseFee;
  private final BigInteger overhead;
  private final BigInteger scalar;

  /** Wei for 16 million bytes, from Ecotone on. */
  private final BigInteger scaledFee;

  /** Whether the Ecotone parameters are not set: the block that activates Ecotone. */
  private final boolean bedrockFormula;

  private final UInt256 operatorFeeScalar;
  private final UInt256 operatorFeeConstant;

  private RollupFees(WorldState world, Rules rules) {
    this.rules = rules;
    UInt256 scalars = read(world, SCALARS_SLOT);
    UInt256 blobBaseFee = read(world, L1_BLOB_BASE_FEE_SLOT);
    l1BaseFee = read(world, L1_BASE_FEE_SLOT).toBigInteger();
    boolean ecotone = rules.has(OpFork.ECOTONE);
    // Bytes 16 to 19 and 20 to 23 of the slot.
    long baseFeeScalar = scalars.word(2) >>> 32;
    long blobBaseFeeScalar = scalars.word(2) & 0xffffffffL;
    bedrockFormula = !ecotone || (blobBaseFee.isZero() && scalars.word(2) == 0);
    overhead = bedrockFormula ? read(world, OVERHEAD_SLOT).toBigInteger() : BigInteger.ZERO;
    scalar = bedrockFormula ? read(world, SCALAR_SLOT).toBigInteger() : BigInteger.ZERO;
    scaledFee =
        l1BaseFee
            .multiply(BigInteger.valueOf(16 * baseFeeScalar))
            .add(blobBaseFee.toBigInteger().multiply(BigInteger.valueOf(blobBaseFeeScalar)));
    UInt256 operator = rules.has(OpFork.ISTHMUS) ? read(world, OPERATOR_FEE_SLOT) : UInt256.ZERO;
    operatorFeeScalar = UInt256.of(operator.word(2) & 0xffffffffL);
    operatorFeeConstant = UInt256.of(operator.word(3));
  }

  private static UInt256 read(WorldState world, UInt256 slot) {
    return world.storage(Predeploys.L1_BLOCK, slot);
  }

  /** Reads the parameters from the state after the deposits of the block. */
  public static RollupFees read(WorldState world, Rules rules) {
    return new RollupFees(world, rules);
  }

  /** The L1 fee of an encoded transaction, in wei. */
  public UInt256 l1Fee(Bytes encodedTransaction) {
    return bySize() ? l1Fee(DataSize.scaled(encodedTransaction)) : l1FeeByGas(encodedTransaction);
  }

  /** The L1 fee of a transaction, in wei. */
  public UInt256 l1Fee(TransactionEnvelope transaction) {
    return bySize() ? l1Fee(DataSize.scaled(transaction)) : l1FeeByGas(transaction.encoded());
  }

  private boolean bySize() {
    return !bedrockFormula && rules.has(OpFork.FJORD);
  }

  private UInt256 l1Fee(long scaledSize) {
    BigInteger fee = BigInteger.valueOf(scaledSize).multiply(scaledFee);
    return wei(fee.divide(MILLION).divide(MILLION));
  }

  private UInt256 l1FeeByGas(Bytes encodedTransaction) {
    long gas = callDataGas(encodedTransaction);
    if (bedrockFormula) {
      gas += rules.has(OpFork.REGOLITH) ? 0 : SIGNATURE_GAS;
      BigInteger withOverhead = BigInteger.valueOf(gas).add(overhead);
      return wei(withOverhead.multiply(l1BaseFee).multiply(scalar).divide(MILLION));
    }
    BigInteger fee = BigInteger.valueOf(gas).multiply(scaledFee);
    return wei(fee.divide(MILLION.multiply(BigInteger.valueOf(16))));
  }

  /** The operator fee of a transaction that uses this much gas, in wei. */
  public UInt256 operatorFee(long gas) {
    UInt256 product = UInt256.of(gas).multiply(operatorFeeScalar);
    UInt256 byGas =
        rules.has(OpFork.JOVIAN)
            ? product.multiply(UInt256.of(100))
            : product.divide(UInt256.of(1_000_000));
    return byGas.add(operatorFeeConstant);
  }

  /** The call data gas of the bytes on L1. */
  private static long callDataGas(Bytes encodedTransaction) {
    long gas = 0;
    for (byte b : encodedTransaction.unsafeArray()) {
      gas += b == 0 ? 4 : 16;
    }
    return gas;
  }

  private static UInt256 wei(BigInteger fee) {
    return fee.bitLength() > 256 ? UInt256.MAX : UInt256.of(fee);
  }
}
