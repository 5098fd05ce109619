package dev.kopi.apps.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import org.junit.jupiter.api.Test;

class DevAccountTest {
  private final Secp256k1 secp256k1 = Crypto.portable().secp256k1();

  @Test
  void keysBelongToTheirAddresses() {
    for (DevAccount account : DevAccount.TEN) {
      assertThat(secp256k1.address(account.privateKey())).isEqualTo(account.address());
    }
    for (DevRole role : DevRole.values()) {
      assertThat(secp256k1.address(role.privateKey())).as(role.name()).isEqualTo(role.address());
    }
  }

  @Test
  void noRoleIsATestAccount() {
    assertThat(DevAccount.fundedWithRoles())
        .hasSize(DevAccount.TEN.size() + DevRole.values().length);
  }
}
