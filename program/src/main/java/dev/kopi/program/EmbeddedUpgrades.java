package dev.kopi.program;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.proof.UpgradeList;

/** The upgrade transactions that the program was built with. They are read when a fork comes. */
final class EmbeddedUpgrades implements UpgradeTransactions {
  @Override
  public Upgrade of(OpFork fork) {
    Upgrade upgrade = UpgradeList.decode(EmbeddedResources.upgradeList()).get(fork);
    if (upgrade == null) {
      throw new CriticalException("the upgrade transactions of " + fork + " are not known");
    }
    return upgrade;
  }
}
