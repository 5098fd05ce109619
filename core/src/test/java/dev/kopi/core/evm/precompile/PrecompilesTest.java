package dev.kopi.core.evm.precompile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.crypto.Bls12381;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.primitives.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PrecompilesTest {
  private static final byte[] ANSWER = {42};

  /** Answers every operation, so that only what stands before it can refuse. */
  private static final Bls12381 WILLING =
      new Bls12381() {
        @Override
        public byte[] g1Add(byte[] input, int offset, int length) {
          return ANSWER;
        }

        @Override
        public byte[] g1MultiScalarMultiply(byte[] input, int offset, int length) {
          return ANSWER;
        }

        @Override
        public byte[] g2Add(byte[] input, int offset, int length) {
          return ANSWER;
        }

        @Override
        public byte[] g2MultiScalarMultiply(byte[] input, int offset, int length) {
          return ANSWER;
        }

        @Override
        public byte[] pairingCheck(byte[] input, int offset, int length) {
          return ANSWER;
        }

        @Override
        public byte[] mapToG1(byte[] input, int offset, int length) {
          return ANSWER;
        }

        @Override
        public byte[] mapToG2(byte[] input, int offset, int length) {
          return ANSWER;
        }
      };

  private static final Crypto CRYPTO =
      new Crypto(
          Crypto.portable().secp256k1(),
          Crypto.portable().sha256(),
          WILLING,
          Crypto.portable().kzg());

  @ParameterizedTest
  @CsvSource({
    "FRONTIER, 4",
    "HOMESTEAD, 4",
    "SPURIOUS_DRAGON, 4",
    "BYZANTIUM, 8",
    "PETERSBURG, 8",
    "ISTANBUL, 9",
    "BERLIN, 9",
    "SHANGHAI, 9",
    "CANCUN, 10",
    "PRAGUE, 17"
  })
  void forksHaveThePrecompilesFromOneOn(Fork fork, int last) {
    assertThat(numbers(Precompiles.of(fork, null, CRYPTO)))
        .isEqualTo(IntStream.rangeClosed(1, last).boxed().toList());
  }

  @Test
  void osakaAddsP256Verify() {
    List<Integer> expected = new ArrayList<>(IntStream.rangeClosed(1, 17).boxed().toList());
    expected.add(0x100);
    assertThat(numbers(Precompiles.of(Fork.OSAKA, null, CRYPTO))).isEqualTo(expected);
    assertThat(gas(Fork.OSAKA, null, 0x100, 160)).isEqualTo(6_900);
  }

  @ParameterizedTest
  @EnumSource(OpFork.class)
  void opStackHasP256VerifyFromFjordOn(OpFork fork) {
    PrecompileSet set = Precompiles.of(fork.execution(), fork, CRYPTO);
    assertThat(set.at(address(0x100)) != null).isEqualTo(fork.atLeast(OpFork.FJORD));
    if (fork.atLeast(OpFork.FJORD)) {
      assertThat(gas(fork.execution(), fork, 0x100, 160))
          .isEqualTo(fork.atLeast(OpFork.KARST) ? 6_900 : 3_450);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // The longest input of whole pairs within the limit, and the shortest beyond it.
    "GRANITE, 8, 112512, 112704",
    "HOLOCENE, 8, 112512, 112704",
    "ISTHMUS, 8, 112512, 112704",
    "JOVIAN, 8, 81984, 82176",
    "KARST, 8, 57600, 57792",
    "ISTHMUS, 12, 513760, 513920",
    "ISTHMUS, 14, 488448, 488736",
    "ISTHMUS, 15, 235008, 235392",
    "JOVIAN, 12, 288960, 289120",
    "JOVIAN, 14, 278784, 279072",
    "JOVIAN, 15, 156672, 157056",
    "KARST, 12, 288960, 289120",
    "KARST, 14, 278784, 279072",
    "KARST, 15, 156672, 157056"
  })
  void opStackRefusesInputThatIsTooLong(OpFork fork, int number, int allowed, int refused) {
    Precompile precompile = at(fork.execution(), fork, number);
    assertThat(precompile.run(new byte[allowed], 0, allowed)).isNotNull();
    assertThat(precompile.run(new byte[refused], 0, refused)).isNull();
    Precompile onL1 = at(fork.execution(), null, number);
    assertThat(onL1.run(new byte[refused], 0, refused)).isNotNull();
    assertThat(precompile.gas(new byte[refused], 0, refused))
        .isEqualTo(onL1.gas(new byte[refused], 0, refused));
  }

  @Test
  void pairingsOfAnyLengthRunBeforeGranite() {
    int length = 192 * 1000;
    assertThat(at(Fork.CANCUN, OpFork.FJORD, 8).run(new byte[length], 0, length)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "FRONTIER, 1, 128, 3000",
    "FRONTIER, 2, 0, 60",
    "FRONTIER, 2, 33, 84",
    "FRONTIER, 3, 32, 720",
    "FRONTIER, 4, 1, 18",
    "BYZANTIUM, 6, 128, 500",
    "BYZANTIUM, 7, 96, 40000",
    "BYZANTIUM, 8, 384, 260000",
    "ISTANBUL, 6, 128, 150",
    "ISTANBUL, 7, 96, 6000",
    "ISTANBUL, 8, 384, 113000",
    "ISTANBUL, 9, 213, 0",
    "ISTANBUL, 9, 212, 0",
    "CANCUN, 10, 192, 50000",
    "PRAGUE, 11, 256, 375",
    "PRAGUE, 12, 159, 0",
    "PRAGUE, 12, 160, 12000",
    "PRAGUE, 12, 320, 22776",
    "PRAGUE, 12, 20480, 797184",
    "PRAGUE, 12, 32000, 1245600",
    "PRAGUE, 13, 512, 600",
    "PRAGUE, 14, 288, 22500",
    "PRAGUE, 14, 36864, 1509120",
    "PRAGUE, 15, 0, 37700",
    "PRAGUE, 15, 768, 102900",
    "PRAGUE, 16, 64, 5500",
    "PRAGUE, 17, 128, 23800"
  })
  void chargesByForkAndLength(Fork fork, int number, int length, long expected) {
    assertThat(gas(fork, null, number, length)).isEqualTo(expected);
  }

  @Test
  void findsNothingAtOtherAddresses() {
    PrecompileSet set = Precompiles.of(Fork.OSAKA, null, CRYPTO);
    assertThat(set.at(Address.ZERO)).isNull();
    assertThat(set.at(address(0x12))).isNull();
    assertThat(set.at(address(0x101))).isNull();
    assertThat(set.at(Address.ofWords(0, 0, -1))).isNull();
    assertThat(set.at(Address.ofWords(0, 1, 1))).isNull();
    assertThat(set.at(Address.ofWords(1, 0, 1))).isNull();
  }

  private static long gas(Fork fork, @Nullable OpFork opFork, int number, int length) {
    return at(fork, opFork, number).gas(new byte[length], 0, length);
  }

  private static Precompile at(Fork fork, @Nullable OpFork opFork, int number) {
    Precompile found = Precompiles.of(fork, opFork, CRYPTO).at(address(number));
    if (found == null) {
      throw new AssertionError("nothing at " + number);
    }
    return found;
  }

  private static Address address(int number) {
    return Address.ofWords(0, 0, number);
  }

  private static List<Integer> numbers(PrecompileSet set) {
    return set.addresses().stream().map(address -> (int) address.low()).toList();
  }
}
