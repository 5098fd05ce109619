package dev.kopi.apps.deployer.genesis;

import dev.kopi.apps.deployer.contracts.ContractArtifacts.Artifact;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.call.ContractAddress;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.transaction.TransactionOutcome.Executed;
import dev.kopi.core.execution.transaction.TransactionProcessor;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.JournaledAccount;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;
import org.jspecify.annotations.Nullable;

/**
 * Runs code to make a genesis of: constructors on an empty state, calls on the one in the making.
 */
public final class GenesisEvm {
  /** A state without accounts. */
  static final StateView NOTHING = new GenesisView(StateDiff.NONE);

  /** The script's sender, which immutables of some contracts show traces of. */
  private static final Address SCRIPT_SENDER =
      Address.fromHex("0xaE0bDc4eEAC5E950B67C6819B118761CaAF61946");

  private static final long GAS = 16_000_000;
  private static final long BLOCK_GAS = 30_000_000;
  private static final Signature UNSIGNED = new Signature(UInt256.of(27), UInt256.ONE, UInt256.ONE);

  private final BlockContext block;
  private final Crypto crypto;

  GenesisEvm(BlockContext block, Crypto crypto) {
    this.block = block;
    this.crypto = crypto;
  }

  /** The context of a genesis block: number 0, nothing before it, gas for free. */
  public static BlockContext block(Rules rules, long timestampSeconds) {
    return new BlockContext(
        rules,
        0,
        timestampSeconds,
        Address.ZERO,
        BLOCK_GAS,
        UInt256.ZERO,
        Hash.ZERO,
        UInt256.ZERO,
        UInt256.ONE,
        number -> Hash.ZERO);
  }

  /** What a constructor left. */
  static final class Constructed {
    private final Address address;
    private final WorldState world;

    private Constructed(Address address, WorldState world) {
      this.address = address;
      this.world = world;
    }

    /** The runtime code, with its immutables. */
    Bytes code() {
      return world.code(world.account(address));
    }

    /** A slot. */
    UInt256 storage(UInt256 slot) {
      return world.storage(address, slot);
    }
  }

  /**
   * Runs a constructor.
   *
   * @param nonce that of the sender, on which the address depends that the constructor sees
   */
  Constructed construct(Artifact artifact, long nonce, AbiValue... arguments) {
    WorldState world = new WorldState(NOTHING);
    world.setNonce(world.account(SCRIPT_SENDER), nonce);
    world.endTransaction(true);
    Bytes initCode = Bytes.concat(artifact.creationCode(), AbiEncoder.encode(arguments));
    run(world, SCRIPT_SENDER, null, initCode, nonce);
    return new Constructed(ContractAddress.create(SCRIPT_SENDER, nonce), world);
  }

  /** Calls a contract. The sender leaves no trace. */
  void call(WorldState world, Address sender, Address to, Bytes data) {
    JournaledAccount account = world.account(sender);
    long nonce = world.nonce(account);
    run(world, sender, to, data, nonce);
    world.setNonce(account, nonce);
    world.endTransaction(true);
  }

  private void run(WorldState world, Address sender, @Nullable Address to, Bytes data, long nonce) {
    Transaction transaction =
        new Transaction.Legacy(nonce, UInt256.ZERO, GAS, to, UInt256.ZERO, data, UNSIGNED);
    TransactionOutcome outcome =
        new TransactionProcessor(block, world, crypto).simulate(transaction, sender);
    if (!(outcome instanceof Executed executed) || !executed.success()) {
      throw new IllegalStateException("genesis code failed at " + to + ": " + outcome);
    }
    world.endTransaction(true);
  }
}
