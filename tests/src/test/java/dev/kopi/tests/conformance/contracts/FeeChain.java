package dev.kopi.tests.conformance.contracts;

import dev.kopi.apps.deployer.contracts.Contract;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.genesis.GenesisEvm;
import dev.kopi.apps.deployer.genesis.GenesisView;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.execution.fee.RollupFees;
import dev.kopi.core.execution.transaction.TransactionOutcome.Executed;
import dev.kopi.core.execution.transaction.TransactionProcessor;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateDiff.AccountChange;
import dev.kopi.core.state.StateDiff.Content;
import dev.kopi.core.state.WorldState;
import java.util.HashMap;
import java.util.Map;

/** A state with L1Block and GasPriceOracle, to call them in. */
final class FeeChain {
  static final Address DEPOSITOR = Address.fromHex("0xDeaDDEaDDeAdDeAdDEAdDEaddeAddEAdDEAd0001");
  static final Address L1_BLOCK = Address.fromHex("0x4200000000000000000000000000000000000015");
  static final Address ORACLE = Address.fromHex("0x420000000000000000000000000000000000000F");

  private static final Crypto CRYPTO = Crypto.portable();
  private static final Rules RULES =
      new Rules(UInt256.of(901), OpFork.KARST.execution(), OpFork.KARST, null);
  private static final Signature UNSIGNED = new Signature(UInt256.of(27), UInt256.ONE, UInt256.ONE);
  private static final long GAS = 16_000_000;

  private final WorldState world;

  /** The contracts in a genesis state. */
  FeeChain(StateDiff alloc) {
    world = new WorldState(new GenesisView(alloc));
  }

  /** Kopi's contracts, without proxies. */
  static StateDiff own() {
    Map<Address, AccountChange> accounts = new HashMap<>();
    Map<Hash, Bytes> codes = new HashMap<>();
    Map.of(L1_BLOCK, Contract.ISTHMUS_L1_BLOCK, ORACLE, Contract.ISTHMUS_GAS_PRICE_ORACLE)
        .forEach((address, contract) -> {
          Bytes code = ContractArtifacts.bundled().of(contract).runtimeCode();
          Hash hash = Keccak256.hash(code);
          codes.put(hash, code);
          accounts.put(
              address, new AccountChange(new Content(1, UInt256.ZERO, hash), false, Map.of()));
        });
    return new StateDiff(accounts, codes);
  }

  /** What a call answers, or why it reverts; the state keeps its changes. */
  Answer call(Address sender, Address to, Bytes data) {
    Transaction transaction =
        new Transaction.Legacy(0, UInt256.ZERO, GAS, to, UInt256.ZERO, data, UNSIGNED);
    Executed executed =
        (Executed)
            new TransactionProcessor(GenesisEvm.block(RULES, 1), world, CRYPTO)
                .simulate(transaction, sender);
    world.endTransaction(true);
    return new Answer(executed.success(), executed.output());
  }

  /** What a call answered. */
  record Answer(boolean success, Bytes output) {
    /** The only word. */
    UInt256 word() {
      if (!success || output.size() != 32) {
        throw new AssertionError("no word: " + this);
      }
      return UInt256.fromHex(output.toHex());
    }
  }

  /**
   * Sets the oracle's flags: 1 is Ecotone, 2 Fjord, 3 Isthmus, 4 Jovian, each with those before.
   */
  void setForks(int count) {
    UInt256 flags = UInt256.of(0x01010101L & ((1L << (8 * count)) - 1));
    world.setStorage(ORACLE, UInt256.ZERO, flags);
    world.endTransaction(true);
  }

  /** A slot of L1Block. */
  UInt256 slot(int slot) {
    return world.storage(L1_BLOCK, UInt256.of(slot));
  }

  /** The fees as core computes them from this state. */
  RollupFees fees(OpFork fork) {
    return RollupFees.read(world, new Rules(UInt256.of(901), fork.execution(), fork, null));
  }
}
