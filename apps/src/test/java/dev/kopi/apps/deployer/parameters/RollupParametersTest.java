package dev.kopi.apps.deployer.parameters;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is chosen about a rollup. */
class RollupParametersTest {
  private static RollupParameters with(List<MnemonicAccount> accounts) {
    Map<Address, UInt256> wei = new LinkedHashMap<>();
    accounts.forEach(account -> wei.put(account.address(), MnemonicAccount.WEI));
    return RollupParameters.standard(
            UInt256.of(900),
            UInt256.of(901),
            DevChainAccount.all(),
            FaultProofParameters.of(
                FaultProofParameters.Profile.FAST, FaultProofParameters.NO_PROGRAM))
        .withL2Accounts(wei);
  }

  @Test
  void theTextDoesNotDependOnTheOrderOfAccounts() {
    assertEquals(
        with(MnemonicAccount.TEN).toString(), with(MnemonicAccount.TEN.reversed()).toString());
  }
}
