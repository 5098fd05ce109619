package dev.kopi.apps.deployer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is chosen about a rollup. */
class RollupParametersTest {
  private static RollupParameters with(List<DevAccount> accounts) {
    Map<Address, UInt256> wei = new LinkedHashMap<>();
    accounts.forEach(account -> wei.put(account.address(), DevAccount.WEI));
    return RollupParameters.standard(
            UInt256.of(900),
            UInt256.of(901),
            DevRole.roles(),
            FaultProofParameters.of(
                FaultProofParameters.Profile.FAST, FaultProofParameters.NO_PROGRAM))
        .withL2Accounts(wei);
  }

  @Test
  void theTextDoesNotDependOnTheOrderOfAccounts() {
    assertEquals(with(DevAccount.TEN).toString(), with(DevAccount.TEN.reversed()).toString());
  }
}
