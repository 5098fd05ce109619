package dev.kopi.services.engine.rpc.call;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.execution.transaction.IntrinsicGas;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;
import dev.kopi.services.engine.rpc.chain.ChecksumAddress;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Error messages of failed executions, equal to go-ethereum's. */
public final class ExecutionErrors {
  private static final int ERROR_SELECTOR = 0x08c379a0;
  private static final int PANIC_SELECTOR = 0x4e487b71;

  private ExecutionErrors() {}

  /** The message for a transaction that is rejected. */
  public static String text(
      InvalidTransaction reason,
      Transaction message,
      Address sender,
      WorldState world,
      BlockContext block) {
    String address = "address " + ChecksumAddress.of(sender);
    return switch (reason) {
      case NONCE_TOO_LOW, NONCE_TOO_HIGH ->
          (reason == InvalidTransaction.NONCE_TOO_LOW ? "nonce too low: " : "nonce too high: ")
              + address
              + ", tx: "
              + Long.toUnsignedString(message.nonce())
              + " state: "
              + Long.toUnsignedString(world.nonce(world.account(sender)));
      case NONCE_OVERFLOW ->
          "nonce has max value: "
              + address
              + ", nonce: "
              + Long.toUnsignedString(world.nonce(world.account(sender)));
      case FEE_BELOW_BASE_FEE ->
          "max fee per gas less than block base fee: "
              + address
              + ", maxFeePerGas: "
              + message.maxFeePerGas().toBigInteger()
              + ", baseFee: "
              + block.baseFee().toBigInteger();
      case TIP_ABOVE_FEE ->
          "max priority fee per gas higher than max fee per gas: "
              + address
              + ", maxPriorityFeePerGas: "
              + message.maxPriorityFeePerGas().toBigInteger()
              + ", maxFeePerGas: "
              + message.maxFeePerGas().toBigInteger();
      case BLOB_FEE_TOO_LOW ->
          "max fee per blob gas less than block blob gas fee: "
              + address
              + " blobGasFeeCap: "
              + message.maxFeePerBlobGas().toBigInteger()
              + ", blobBaseFee: "
              + block.blobBaseFee().toBigInteger();
      case INSUFFICIENT_FUNDS ->
          "insufficient funds for gas * price + value: "
              + address
              + " have "
              + world.balance(world.account(sender)).toBigInteger()
              + " want "
              + cost(message);
      case INTRINSIC_GAS_TOO_LOW ->
          "intrinsic gas too low: have "
              + Long.toUnsignedString(message.gasLimit())
              + ", want "
              + IntrinsicGas.of(message, block.rules().fork());
      case FLOOR_GAS_TOO_LOW ->
          "insufficient gas for floor data gas cost: have "
              + Long.toUnsignedString(message.gasLimit())
              + ", want "
              + IntrinsicGas.floor(message, block.rules().fork());
      case INIT_CODE_TOO_LARGE -> "max initcode size exceeded";
      default -> reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }

  private static BigInteger cost(Transaction message) {
    BigInteger blobGas = BigInteger.valueOf(BlobParams.GAS_PER_BLOB * message.blobHashes().size());
    return new BigInteger(Long.toUnsignedString(message.gasLimit()))
        .multiply(message.maxFeePerGas().toBigInteger())
        .add(message.value().toBigInteger())
        .add(blobGas.multiply(message.maxFeePerBlobGas().toBigInteger()));
  }

  /** The error of a reverted execution, with the revert data. */
  static RpcException reverted(TransactionOutcome.Executed executed) {
    return new RpcException(
        RpcException.EXECUTION_REVERTED,
        reverted(executed.output()),
        JsonValues.data(executed.output()));
  }

  /** The message for a revert. */
  public static String reverted(Bytes output) {
    String reason = reason(output);
    return reason == null ? "execution reverted" : "execution reverted: " + reason;
  }

  /**
   * The reason in the revert data of Solidity's {@code Error(string)} or {@code Panic(uint256)}, or
   * null for other data.
   */
  public static @Nullable String reason(Bytes output) {
    if (output.size() < 4 + 32) {
      return null;
    }
    byte[] bytes = output.unsafeArray();
    int selector = BigEndian.getInt(bytes, 0);
    if (selector == PANIC_SELECTOR) {
      return panic(UInt256.fromBytes(bytes, 4, 32));
    }
    if (selector != ERROR_SELECTOR || output.size() < 4 + 64) {
      return null;
    }
    long offset = UInt256.fromBytes(bytes, 4, 32).toLongSaturated();
    long length = UInt256.fromBytes(bytes, 4 + 32, 32).toLongSaturated();
    if (offset != 32 || length > output.size() - (4 + 64)) {
      return null;
    }
    return new String(bytes, 4 + 64, (int) length, StandardCharsets.UTF_8);
  }

  private static String panic(UInt256 code) {
    int known = code.bitLength() > 8 ? -1 : (int) code.lowLong();
    return switch (known) {
      case 0x00 -> "generic panic";
      case 0x01 -> "assert(false)";
      case 0x11 -> "arithmetic underflow or overflow";
      case 0x12 -> "division or modulo by zero";
      case 0x21 -> "enum overflow";
      case 0x22 -> "invalid encoded storage byte array accessed";
      case 0x31 -> "out-of-bounds array access; popping on an empty array";
      case 0x32 -> "out-of-bounds access of an array or bytesN";
      case 0x41 -> "out of memory";
      case 0x51 -> "uninitialized function";
      default -> "unknown panic code: " + code.toHex();
    };
  }
}
