package dev.kopi.adapters.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hex;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published vectors of BIP-32 and BIP-39, and the accounts that every development tool has. */
class HdKeysTest {
  private static final Secp256k1 SECP256K1 = NativeCrypto.create().secp256k1();
  private static final String ABANDON = "abandon ".repeat(11) + "about";
  private static final String JUNK = "test ".repeat(11) + "junk";

  @ParameterizedTest
  @CsvSource({
    "m/0', edb2e14f9ee77d26dd93b4ecede8d16ed408ce149b6cd80b0715a2d911a0afea",
    "m/0'/1, 3c6cb8d0f6a264c91ea8b5030fadaa8e538b020f0a387421a12de9319dc93368",
    "m/0'/1/2', cbce0d719ecf7431d88e6a89fa1483e02e35092af60c042b1df2ff59fa424dca",
    "m/0'/1/2'/2, 0f479245fb19a38a1954c5c7c0ebab2f9bdfd96a17563ef28a6a4b1a2a764ef4",
    "m/0h/1/2h/2/1000000000, 471b76e389e528d6de6d816857e012c5455051cad6660850e58372a6c3e6e7c8"
  })
  void derivesTheFirstChainOfTheStandard(String path, String key) {
    byte[] seed = Hex.decode("000102030405060708090a0b0c0d0e0f");
    assertThat(HdKeys.derive(seed, path.replace("''", "'"), SECP256K1).toArray())
        .isEqualTo(Hex.decode(key));
  }

  @ParameterizedTest
  @CsvSource({
    "0, ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "1, 59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "9, 2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6"
  })
  void derivesTheAccountsOfDevelopmentTools(int account, String key) {
    String path = "m/44'/60'/0'/0/" + account;
    assertThat(HdKeys.derive(Mnemonic.parse(JUNK), path, SECP256K1).toArray())
        .isEqualTo(Hex.decode(key));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "m", "44'/60'", "m/", "m/x", "m/-1", "m/2147483648", "m/1''", "m/99999999999"})
  void refusesOtherPaths(String path) {
    assertThatThrownBy(() -> HdKeys.derive(new byte[16], path, SECP256K1))
        .isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "twelve words are needed",
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon",
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon kopi"
  })
  void refusesOtherMnemonicsWithoutQuotingThem(String words) {
    assertThatThrownBy(() -> Mnemonic.parse(words))
        .isInstanceOf(DecodeException.class)
        .message()
        .doesNotContain("abandon", "kopi", "twelve");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\n"})
  void makesTheSeedOfTheStandard(String around) {
    assertThat(Mnemonic.parse(around + ABANDON + around).seed())
        .isEqualTo(
            Hex.decode(
                "5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc1"
                    + "9a5ac40b389cd370d086206dec8aa6c43daea6690f20ad3d8d48b2d2ce9e38e4"));
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18, 21, 24})
  void readsLongerMnemonics(int count) {
    String last =
        switch (count) {
          case 15 -> "address";
          case 18 -> "agent";
          case 21 -> "admit";
          default -> "art";
        };
    assertThat(Mnemonic.parse("abandon ".repeat(count - 1) + last)).hasToString("Mnemonic(hidden)");
  }
}
