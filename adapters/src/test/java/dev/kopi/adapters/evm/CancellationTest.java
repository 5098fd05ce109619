package dev.kopi.adapters.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.evm.Cancellation;
import dev.kopi.core.evm.CancelledException;
import dev.kopi.core.evm.CodeCache;
import dev.kopi.core.evm.Evm;
import dev.kopi.core.evm.LocalCodeCache;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.evm.precompile.Precompile;
import dev.kopi.core.evm.precompile.PrecompileSet;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Code that never ends is stopped, in the interpreter and compiled. It asks for a block hash in
 * each round, which lets the test cancel it in the middle.
 */
@Timeout(30)
class CancellationTest {
  private static final Address CONTRACT = Address.fromHex("0x" + "c0".repeat(20));
  private static final long ENDLESS_GAS = 200_000_000;
  private static final String ASK = "5f4050";

  private final Cancellation cancellation = new Cancellation();
  private int rounds;

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void stopsALoop(boolean compiled) {
    assertStops("5b" + ASK + "5f56", compiled);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void stopsALoopWithACondition(boolean compiled) {
    assertStops("5b" + ASK + "60015f57", compiled);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void stopsALoopWhoseDestinationIsComputed(boolean compiled) {
    assertStops("5b" + ASK + "5f5456", compiled);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void stopsALoopThatIsTooLongForOneMethod(boolean compiled) {
    assertStops("5b" + ASK.repeat(4000) + "5f56", compiled);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void stopsCodeThatCallsItself(boolean compiled) {
    assertStops("5b" + ASK + "5f5f5f5f5f305af150" + "5f56", compiled);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void startsNothingOnceItIsCancelled(boolean compiled) {
    cancellation.cancel();
    assertThatThrownBy(() -> run("5b" + ASK + "5f56", compiled, ENDLESS_GAS))
        .isInstanceOf(CancelledException.class);
    assertThat(rounds).isZero();
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void changesNothingForCodeThatIsNotCancelled(boolean compiled) {
    cancelAfter = Integer.MAX_VALUE;
    run("5b" + ASK + "5f56", compiled, 10_000_000);
    assertThat(rounds).isEqualTo(10_000_000 / 35);
  }

  private int cancelAfter = 10;

  private void assertStops(String code, boolean compiled) {
    assertThatThrownBy(() -> run(code, compiled, ENDLESS_GAS))
        .isInstanceOf(CancelledException.class);
    assertThat(rounds).isBetween(10, 30_000);
  }

  private void run(String hex, boolean compiled, long gas) {
    Bytes code = Bytes.fromHex("0x" + hex);
    Rules rules = new Rules(UInt256.ONE, Fork.CANCUN, null, BlobParams.CANCUN);
    BlockContext block =
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
            number -> {
              rounds++;
              if (rounds == cancelAfter) {
                cancellation.cancel();
              }
              return Hash.ZERO;
            });
    CodeCache cache = new LocalCodeCache(1 << 20);
    Evm evm =
        new Evm(
            block,
            new WorldState(new OneContract(code)),
            new NoPrecompiles(),
            compiled ? CompilingCodeCache.atOnce(cache) : cache,
            null);
    evm.cancelBy(cancellation);
    evm.call(Address.ZERO, CONTRACT, UInt256.ZERO, Bytes.EMPTY, gas);
  }

  private record NoPrecompiles() implements PrecompileSet {
    @Override
    public @Nullable Precompile at(Address address) {
      return null;
    }

    @Override
    public List<Address> addresses() {
      return List.of();
    }
  }

  private record OneContract(Bytes code) implements StateView {
    @Override
    public @Nullable Account account(Address address) {
      return address.equals(CONTRACT)
          ? new Account(1, UInt256.ZERO, Keccak256.EMPTY_TRIE, Keccak256.hash(code))
          : null;
    }

    @Override
    public UInt256 storage(Address address, UInt256 slot) {
      return UInt256.ZERO;
    }

    @Override
    public Bytes code(Hash codeHash) {
      return code;
    }
  }
}
