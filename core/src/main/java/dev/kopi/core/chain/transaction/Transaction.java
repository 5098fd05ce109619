package dev.kopi.core.chain.transaction;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction's content. Fields that a type does not carry return a neutral value.
 *
 * @see TransactionCodec
 */
public sealed interface Transaction {

  /** The type of the envelope. */
  TransactionType type();

  /**
   * How many transactions the sender sent before; on a deposit 0, its nonce is set when it
   * executes.
   */
  long nonce();

  /** The gas that the sender buys, read as unsigned. */
  long gasLimit();

  /** The account that is called, or null to create a contract. */
  @Nullable Address to();

  /** The wei sent along. */
  UInt256 value();

  /** The call data, or the init code of a creation. */
  Bytes data();

  /** The chain that the transaction is bound to, or null when it is bound to none. */
  default @Nullable UInt256 chainId() {
    return null;
  }

  /** The most that the sender pays for a unit of gas, in wei. */
  default UInt256 maxFeePerGas() {
    return UInt256.ZERO;
  }

  /** The most that goes to the block's beneficiary for a unit of gas, in wei. */
  default UInt256 maxPriorityFeePerGas() {
    return UInt256.ZERO;
  }

  /** Accounts and slots announced before execution. */
  default List<AccessListEntry> accessList() {
    return List.of();
  }

  /** The most that the sender pays for a unit of blob gas, in wei. */
  default UInt256 maxFeePerBlobGas() {
    return UInt256.ZERO;
  }

  /** Versioned hashes of the blobs that come along. */
  default List<Hash> blobHashes() {
    return List.of();
  }

  /** Delegations that take effect before execution. */
  default List<Authorization> authorizations() {
    return List.of();
  }

  /** The sender's signature, or null on a deposit. */
  default @Nullable Signature signature() {
    return null;
  }

  /** The kind from before EIP-2718; bound to a chain since EIP-155 when {@code v} is 35 or more. */
  record Legacy(
      long nonce,
      UInt256 gasPrice,
      long gasLimit,
      @Nullable Address to,
      UInt256 value,
      Bytes data,
      Signature signature)
      implements Transaction {
    private static final UInt256 FIRST_BOUND_V = UInt256.of(35);

    @Override
    public TransactionType type() {
      return TransactionType.LEGACY;
    }

    @Override
    public UInt256 maxFeePerGas() {
      return gasPrice;
    }

    @Override
    public UInt256 maxPriorityFeePerGas() {
      return gasPrice;
    }

    @Override
    public @Nullable UInt256 chainId() {
      return signature.v().compareTo(FIRST_BOUND_V) < 0
          ? null
          : signature.v().subtract(FIRST_BOUND_V).divide(UInt256.of(2));
    }
  }

  /** EIP-2930. */
  record AccessList(
      UInt256 chainId,
      long nonce,
      UInt256 gasPrice,
      long gasLimit,
      @Nullable Address to,
      UInt256 value,
      Bytes data,
      List<AccessListEntry> accessList,
      Signature signature)
      implements Transaction {
    /** Copies the list. */
    public AccessList {
      accessList = List.copyOf(accessList);
    }

    @Override
    public TransactionType type() {
      return TransactionType.ACCESS_LIST;
    }

    @Override
    public UInt256 maxFeePerGas() {
      return gasPrice;
    }

    @Override
    public UInt256 maxPriorityFeePerGas() {
      return gasPrice;
    }
  }

  /** EIP-1559. */
  record DynamicFee(
      UInt256 chainId,
      long nonce,
      UInt256 maxPriorityFeePerGas,
      UInt256 maxFeePerGas,
      long gasLimit,
      @Nullable Address to,
      UInt256 value,
      Bytes data,
      List<AccessListEntry> accessList,
      Signature signature)
      implements Transaction {
    /** Copies the list. */
    public DynamicFee {
      accessList = List.copyOf(accessList);
    }

    @Override
    public TransactionType type() {
      return TransactionType.DYNAMIC_FEE;
    }
  }

  /** EIP-4844; without the blobs themselves, which travel beside it. */
  record Blob(
      UInt256 chainId,
      long nonce,
      UInt256 maxPriorityFeePerGas,
      UInt256 maxFeePerGas,
      long gasLimit,
      Address to,
      UInt256 value,
      Bytes data,
      List<AccessListEntry> accessList,
      UInt256 maxFeePerBlobGas,
      List<Hash> blobHashes,
      Signature signature)
      implements Transaction {
    /** Copies the lists. */
    public Blob {
      accessList = List.copyOf(accessList);
      blobHashes = List.copyOf(blobHashes);
    }

    @Override
    public TransactionType type() {
      return TransactionType.BLOB;
    }
  }

  /** EIP-7702. */
  record SetCode(
      UInt256 chainId,
      long nonce,
      UInt256 maxPriorityFeePerGas,
      UInt256 maxFeePerGas,
      long gasLimit,
      Address to,
      UInt256 value,
      Bytes data,
      List<AccessListEntry> accessList,
      List<Authorization> authorizations,
      Signature signature)
      implements Transaction {
    /** Copies the lists. */
    public SetCode {
      accessList = List.copyOf(accessList);
      authorizations = List.copyOf(authorizations);
    }

    @Override
    public TransactionType type() {
      return TransactionType.SET_CODE;
    }
  }

  /**
   * A deposit from L1, or a transaction that the protocol itself puts into a block.
   *
   * @param sourceHash where it comes from; makes its hash unique
   * @param from the sender, authenticated by L1
   * @param to the account that is called, or null to create a contract
   * @param mint wei created on L2 for the sender before execution; 0 for none
   * @param value wei sent along
   * @param gasLimit gas bought on L1
   * @param isSystemTransaction before Regolith: takes no gas from the block
   * @param data the call data
   * @see <a
   *     href="https://specs.optimism.io/protocol/deposits.html#the-deposited-transaction-type">The
   *     deposited transaction type</a>
   */
  record Deposit(
      Hash sourceHash,
      Address from,
      @Nullable Address to,
      UInt256 mint,
      UInt256 value,
      long gasLimit,
      boolean isSystemTransaction,
      Bytes data)
      implements Transaction {
    @Override
    public TransactionType type() {
      return TransactionType.DEPOSIT;
    }

    @Override
    public long nonce() {
      return 0;
    }
  }
}
