package dev.kopi.apps.cli.evm;

import dev.kopi.adapters.evm.CompilingCodeCache;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.evm.CodeCache;
import dev.kopi.core.evm.Evm;
import dev.kopi.core.evm.LocalCodeCache;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.evm.context.TransactionContext;
import dev.kopi.core.evm.precompile.Precompiles;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Code at an address of its own, called on a fresh state each time. */
public final class CodeRun {
  private static final Address RECEIVER =
      Address.fromHex("0xc0de000000000000000000000000000000000001");
  private static final Address SENDER =
      Address.fromHex("0x5e4de4000000000000000000000000000000ca11");

  private final Bytes input;
  private final long gas;
  private final BlockContext block;
  private final Precompiles precompiles;
  private final CodeCache codes =
      new CompilingCodeCache(
          new LocalCodeCache(64 << 20), CompilingCodeCache.HOT_GAS, Runnable::run);
  private final StateView state;

  /**
   * Prepares a run.
   *
   * @param gas what the frame gets
   */
  public CodeRun(Fork fork, Bytes code, Bytes input, long gas, Crypto crypto) {
    this.input = input;
    this.gas = gas;
    BlobParams blobs = fork.atLeast(Fork.CANCUN) ? BlobParams.CANCUN : null;
    Rules rules = new Rules(UInt256.ONE, fork, null, blobs);
    this.block =
        new BlockContext(
            rules,
            1,
            1,
            Address.ZERO,
            gas,
            UInt256.ZERO,
            Hash.ZERO,
            UInt256.ZERO,
            UInt256.ONE,
            number -> Hash.ZERO);
    this.precompiles = Precompiles.of(rules, crypto);
    this.state = new OneContract(code);
  }

  /** Calls the code. */
  public CallOutcome once() {
    WorldState world = new WorldState(state);
    Evm evm = new Evm(block, world, precompiles, codes, null);
    evm.begin(new TransactionContext(SENDER, UInt256.ZERO, List.of()));
    world.warm(world.account(RECEIVER));
    world.warm(world.account(SENDER));
    return evm.call(SENDER, RECEIVER, UInt256.ZERO, input, gas);
  }

  /** A state in which only the receiver exists. */
  private static final class OneContract implements StateView {
    private final Bytes code;
    private final Account account;

    OneContract(Bytes code) {
      this.code = code;
      this.account = new Account(1, UInt256.ZERO, Keccak256.EMPTY_TRIE, Keccak256.hash(code));
    }

    @Override
    public @Nullable Account account(Address address) {
      return address.equals(RECEIVER) ? account : null;
    }

    @Override
    public UInt256 storage(Address address, UInt256 slot) {
      return UInt256.ZERO;
    }

    @Override
    public Bytes code(Hash codeHash) {
      return codeHash.equals(account.codeHash()) ? code : Bytes.EMPTY;
    }
  }
}
