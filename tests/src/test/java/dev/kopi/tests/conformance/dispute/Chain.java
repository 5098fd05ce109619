package dev.kopi.tests.conformance.dispute;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.deployer.contracts.Contract;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.genesis.GenesisEvm;
import dev.kopi.apps.deployer.genesis.GenesisView;
import dev.kopi.apps.deployer.genesis.L1GenesisState;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.transaction.TransactionOutcome.Executed;
import dev.kopi.core.execution.transaction.TransactionProcessor;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.WorldState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An L1 in the EVM alone, with gas for free: a transaction is executed at once. */
public final class Chain {
  static final Hash PARENT = Hash.ofWords(5, 6, 7, 8);

  private static final Crypto CRYPTO = NativeCrypto.create();
  private static final ContractArtifacts ARTIFACTS = ContractArtifacts.bundled();
  private static final Signature UNSIGNED = new Signature(UInt256.of(27), UInt256.ONE, UInt256.ONE);
  private static final long GAS = 16_000_000;

  private final WorldState world = new WorldState(new GenesisView(StateDiff.NONE));
  private long now;

  /** A chain without contracts, at a time in Unix seconds. */
  public Chain(long now) {
    this.now = now;
  }

  long now() {
    return now;
  }

  void pass(long seconds) {
    now += seconds;
  }

  /** Overwrites a word of a contract's storage. */
  public void store(Address contract, Hash slot, UInt256 value) {
    world.setStorage(contract, UInt256.fromBytes(slot.toArray()), value);
    world.endTransaction(true);
  }

  void fund(Address address, UInt256 wei) {
    world.addBalance(world.account(address), wei);
    world.endTransaction(true);
  }

  UInt256 balance(Address address) {
    return world.balance(world.account(address));
  }

  private TransactionProcessor processor() {
    BlockContext genesis =
        GenesisEvm.block(L1GenesisState.spec(UInt256.of(900)).rules(0, now, true), now);
    BlockContext block =
        new BlockContext(
            genesis.rules(),
            1,
            now,
            genesis.beneficiary(),
            genesis.gasLimit(),
            genesis.baseFee(),
            genesis.prevRandao(),
            genesis.difficulty(),
            genesis.blobBaseFee(),
            number -> PARENT);
    return new TransactionProcessor(block, world, CRYPTO);
  }

  private Executed run(Address sender, @Nullable Address to, UInt256 wei, Bytes data) {
    long nonce = world.nonce(world.account(sender));
    Transaction transaction =
        new Transaction.Legacy(nonce, UInt256.ZERO, GAS, to, wei, data, UNSIGNED);
    TransactionOutcome outcome = processor().simulate(transaction, sender);
    world.endTransaction(true);
    if (outcome instanceof Executed executed) {
      return executed;
    }
    throw new AssertionError("not executed: " + outcome);
  }

  /** Sends a transaction; answers whether it succeeded, and its output. */
  public Executed send(Address sender, Address to, UInt256 wei, Bytes call) {
    return run(sender, to, wei, call);
  }

  /** Sends a transaction that must succeed. */
  public Bytes must(
      Address sender, Address to, UInt256 wei, String signature, AbiValue... arguments) {
    Executed executed = run(sender, to, wei, AbiEncoder.call(signature, arguments));
    if (!executed.success()) {
      throw new AssertionError(signature + ": " + executed.halt() + " " + executed.output());
    }
    return executed.output();
  }

  /** Calls a function that changes nothing. */
  AbiReader read(Address to, String signature, AbiValue... arguments) {
    return AbiReader.of(must(Address.ZERO, to, UInt256.ZERO, signature, arguments));
  }

  /** Deploys a contract. */
  public Address create(Address sender, Contract contract, AbiValue... arguments) {
    Bytes code = Bytes.concat(ARTIFACTS.of(contract).creationCode(), AbiEncoder.encode(arguments));
    Executed executed = run(sender, null, UInt256.ZERO, code);
    if (!executed.success()) {
      throw new AssertionError(contract + ": " + executed.halt() + " " + executed.output());
    }
    return Objects.requireNonNull(executed.created());
  }
}
