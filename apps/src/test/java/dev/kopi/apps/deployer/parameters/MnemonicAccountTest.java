package dev.kopi.apps.deployer.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import org.junit.jupiter.api.Test;

class MnemonicAccountTest {
  private final Secp256k1 secp256k1 = Crypto.portable().secp256k1();

  @Test
  void keysBelongToTheirAddresses() {
    for (MnemonicAccount account : MnemonicAccount.TEN) {
      assertThat(secp256k1.address(account.privateKey())).isEqualTo(account.address());
    }
    for (DevChainAccount account : DevChainAccount.values()) {
      assertThat(secp256k1.address(account.privateKey()))
          .as(account.name())
          .isEqualTo(account.address());
    }
  }

  @Test
  void noRoleIsATestAccount() {
    assertThat(MnemonicAccount.fundedWithChainAccounts())
        .hasSize(MnemonicAccount.TEN.size() + DevChainAccount.values().length + 1);
  }
}
