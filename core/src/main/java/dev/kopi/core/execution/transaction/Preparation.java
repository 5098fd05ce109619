package dev.kopi.core.execution.transaction;

import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.AccessListEntry;
import dev.kopi.core.chain.transaction.Authorization;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.evm.call.Delegation;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.evm.precompile.PrecompileSet;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.JournaledAccount;
import dev.kopi.core.state.WorldState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The second phase of a transaction: warms accounts and slots, and applies authorizations. */
final class Preparation {
  /** The first byte of the signed message (EIP-7702). */
  private static final byte AUTHORIZATION_MAGIC = 0x05;

  private final Rules rules;
  private final WorldState world;
  private final Secp256k1 secp256k1;
  private final Address beneficiary;
  private final List<Address> precompiles;

  Preparation(
      BlockContext block, WorldState world, PrecompileSet precompiles, Secp256k1 secp256k1) {
    this.rules = block.rules();
    this.world = world;
    this.secp256k1 = secp256k1;
    this.beneficiary = block.beneficiary();
    this.precompiles = precompiles.addresses();
  }

  /** Warms the accounts and slots that are warm from the start (EIP-2929, EIP-2930, EIP-3651). */
  void warm(Transaction transaction, Address sender) {
    if (!rules.has(Fork.BERLIN)) {
      return;
    }
    world.warm(world.account(sender));
    Address to = transaction.to();
    if (to != null) {
      world.warm(world.account(to));
    }
    for (Address precompile : precompiles) {
      world.warm(world.account(precompile));
    }
    if (rules.has(Fork.SHANGHAI)) {
      world.warm(world.account(beneficiary));
    }
    for (AccessListEntry entry : transaction.accessList()) {
      JournaledAccount account = world.account(entry.address());
      world.warm(account);
      for (Hash key : entry.storageKeys()) {
        world.warm(world.slot(account, key.word(0), key.word(1), key.word(2), key.word(3)));
      }
    }
  }

  /**
   * Applies the authorizations and skips invalid ones. Afterwards warms the delegate of the called
   * account.
   *
   * @return the gas refund for authorities that existed before
   */
  long authorize(Transaction transaction) {
    long refund = 0;
    for (Authorization authorization : transaction.authorizations()) {
      refund += authorize(authorization);
    }
    Address to = transaction.to();
    if (rules.has(Fork.PRAGUE) && to != null) {
      Address delegate = Delegation.target(world.code(world.account(to)));
      if (delegate != null) {
        world.warm(world.account(delegate));
      }
    }
    return refund;
  }

  /**
   * The numbered steps of the section "behavior" of EIP-7702.
   *
   * @see <a href="https://eips.ethereum.org/EIPS/eip-7702#behavior">EIP-7702</a>
   */
  private long authorize(Authorization authorization) {
    boolean here = authorization.chainId().equals(rules.chainId()); // 1
    if ((!here && !authorization.chainId().isZero()) || authorization.nonce() == -1) { // 2
      return 0;
    }
    Address authority = authority(authorization, secp256k1); // 3
    if (authority == null) {
      return 0;
    }
    JournaledAccount account = world.account(authority);
    world.warm(account); // 4
    Bytes code = world.code(account);
    boolean free = code.isEmpty() || Delegation.target(code) != null; // 5
    if (!free || world.nonce(account) != authorization.nonce()) { // 6
      return 0;
    }
    long refund = world.exists(account) ? IntrinsicGas.EXISTING_AUTHORITY_REFUND : 0; // 7
    boolean clears = authorization.address().isZero();
    world.setCode(account, clears ? Bytes.EMPTY : Delegation.to(authorization.address())); // 8
    world.setNonce(account, authorization.nonce() + 1); // 9
    return refund;
  }

  /** The signer, or null when the signature is invalid. */
  static @Nullable Address authority(Authorization authorization, Secp256k1 secp256k1) {
    Signature signature = authorization.signature();
    UInt256 parity = signature.v();
    if (parity.compareTo(UInt256.ONE) > 0
        || signature.s().compareTo(Secp256k1.HALF_ORDER) > 0) { // EIP-2
      return null;
    }
    RlpWriter message = new RlpWriter();
    message.startList();
    message.number(authorization.chainId());
    message.address(authorization.address());
    message.number(authorization.nonce());
    message.endList();
    byte[] rlp = message.toArray();
    Hash hash =
        new Keccak256()
            .update(new byte[] {AUTHORIZATION_MAGIC}, 0, 1)
            .update(rlp, 0, rlp.length)
            .digest();
    return secp256k1.recoverAddress(hash, signature.r(), signature.s(), (int) parity.lowLong());
  }
}
