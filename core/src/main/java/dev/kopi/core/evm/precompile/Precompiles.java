package dev.kopi.core.evm.precompile;

import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.PrecompileResults;
import dev.kopi.core.primitives.Address;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The precompiles of a fork: each fork as what it adds to the one before, or replaces. */
public final class Precompiles implements PrecompileSet {
  private static final int P256_VERIFY = 0x100;

  /** By the number that the address is. */
  private final @Nullable Precompile[] table = new @Nullable Precompile[P256_VERIFY + 1];

  private final List<Address> addresses;

  private Precompiles(Fork fork, @Nullable OpFork opFork, Crypto crypto) {
    addFrontier(crypto);
    if (fork.atLeast(Fork.BYZANTIUM)) {
      addByzantium();
    }
    if (fork.atLeast(Fork.ISTANBUL)) {
      addIstanbul();
    }
    if (fork.atLeast(Fork.BERLIN)) {
      table[0x05] = new ModularExponentiation(ModExpPricing.EIP_2565, Integer.MAX_VALUE);
    }
    if (fork.atLeast(Fork.CANCUN)) {
      table[PointEvaluation.NUMBER] = PointEvaluation.of(crypto.sha256(), crypto.kzg());
    }
    if (fork.atLeast(Fork.PRAGUE)) {
      addPrague(crypto);
    }
    if (fork.atLeast(Fork.OSAKA)) {
      table[0x05] = new ModularExponentiation(ModExpPricing.EIP_7883, 1024);
      table[P256_VERIFY] = new P256Verify(6_900);
    }
    delegate(crypto);
    if (opFork != null) {
      applyOpStack(opFork);
    }
    addresses = listAddresses();
  }

  /** The precompiles under a block's rules. */
  public static Precompiles of(Rules rules, Crypto crypto) {
    return of(rules.fork(), rules.opFork(), crypto);
  }

  /**
   * The precompiles of a fork.
   *
   * @param opFork the fork of the OP Stack, or null on a chain that is not one
   * @param crypto what the precompiles compute with
   */
  public static Precompiles of(Fork fork, @Nullable OpFork opFork, Crypto crypto) {
    return new Precompiles(fork, opFork, crypto);
  }

  @Override
  public @Nullable Precompile at(Address address) {
    if (address.high() != 0 || address.middle() != 0) {
      return null;
    }
    long number = address.low();
    return number >= 0 && number < table.length ? table[(int) number] : null;
  }

  /** In ascending order. */
  @Override
  public List<Address> addresses() {
    return addresses;
  }

  private void addFrontier(Crypto crypto) {
    table[0x01] = new EcRecover(crypto.secp256k1());
    table[0x02] = new Sha256Hash(crypto.sha256());
    table[0x03] = new Ripemd160Hash();
    table[0x04] = new Identity();
  }

  private void addByzantium() {
    table[0x05] = new ModularExponentiation(ModExpPricing.EIP_198, Integer.MAX_VALUE);
    table[0x06] = new Bn254Addition(500);
    table[0x07] = new Bn254Multiplication(40_000);
    table[0x08] = new Bn254PairingCheck(100_000, 80_000);
  }

  /** EIP-1108 and EIP-152. */
  private void addIstanbul() {
    table[0x06] = new Bn254Addition(150);
    table[0x07] = new Bn254Multiplication(6_000);
    table[0x08] = new Bn254PairingCheck(45_000, 34_000);
    table[0x09] = new Blake2fCompression();
  }

  /** EIP-2537. */
  private void addPrague(Crypto crypto) {
    table[0x0b] = BlsOperation.g1Add(crypto.bls12381());
    table[0x0c] = BlsOperation.g1MultiScalarMultiply(crypto.bls12381());
    table[0x0d] = BlsOperation.g2Add(crypto.bls12381());
    table[0x0e] = BlsOperation.g2MultiScalarMultiply(crypto.bls12381());
    table[0x0f] = BlsOperation.pairingCheck(crypto.bls12381());
    table[0x10] = BlsOperation.mapToG1(crypto.bls12381());
    table[0x11] = BlsOperation.mapToG2(crypto.bls12381());
  }

  /**
   * RIP-7212 from Fjord on, and limits on the length of input.
   *
   * @see <a href="https://specs.optimism.io/protocol/granite/exec-engine.html">Granite</a>
   * @see <a href="https://specs.optimism.io/protocol/isthmus/exec-engine.html">Isthmus</a>
   * @see <a href="https://specs.optimism.io/protocol/jovian/exec-engine.html">Jovian</a>
   * @see <a href="https://specs.optimism.io/protocol/karst/exec-engine.html">Karst</a>
   */
  private void applyOpStack(OpFork fork) {
    if (fork.atLeast(OpFork.FJORD) && table[P256_VERIFY] == null) {
      table[P256_VERIFY] = new P256Verify(3_450);
    }
    if (fork.atLeast(OpFork.KARST)) {
      limit(0x08, 57_600);
    } else if (fork.atLeast(OpFork.JOVIAN)) {
      limit(0x08, 81_984);
    } else if (fork.atLeast(OpFork.GRANITE)) {
      limit(0x08, 112_687);
    }
    if (fork.atLeast(OpFork.JOVIAN)) {
      limit(0x0c, 288_960);
      limit(0x0e, 278_784);
      limit(0x0f, 156_672);
    } else if (fork.atLeast(OpFork.ISTHMUS)) {
      limit(0x0c, 513_760);
      limit(0x0e, 488_448);
      limit(0x0f, 235_008);
    }
  }

  private void delegate(Crypto crypto) {
    PrecompileResults results = crypto.precompiles();
    if (results == null) {
      return;
    }
    if (table[PointEvaluation.NUMBER] != null) {
      table[PointEvaluation.NUMBER] = PointEvaluation.of(crypto.sha256(), results);
    }
    for (DelegatedPrecompile.Kind kind : DelegatedPrecompile.Kind.values()) {
      Precompile inner = table[kind.number()];
      if (inner != null) {
        table[kind.number()] = new DelegatedPrecompile(kind, inner, results);
      }
    }
  }

  private void limit(int address, int maxLength) {
    Precompile inner = table[address];
    if (inner != null) {
      table[address] = new LimitedInput(inner, maxLength);
    }
  }

  private List<Address> listAddresses() {
    List<Address> found = new ArrayList<>();
    for (int number = 0; number < table.length; number++) {
      if (table[number] != null) {
        found.add(Address.ofWords(0, 0, number));
      }
    }
    return List.copyOf(found);
  }
}
