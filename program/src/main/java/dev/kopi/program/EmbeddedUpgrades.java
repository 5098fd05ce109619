package dev.kopi.program;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.proof.EmbeddedConfiguration;
import dev.kopi.core.proof.UpgradeList;

/**
 * The upgrade transactions of the prestate's configuration, and those that the program was built
 * with. They are read when a fork comes.
 */
final class EmbeddedUpgrades implements UpgradeTransactions {
  private final EmbeddedConfiguration configuration;

  EmbeddedUpgrades(EmbeddedConfiguration configuration) {
    this.configuration = configuration;
  }

  @Override
  public Upgrade of(OpFork fork) {
    Upgrade upgrade = configuration.upgrade(fork);
    if (upgrade == null) {
      upgrade = UpgradeList.decode(EmbeddedResources.upgradeList()).get(fork);
    }
    if (upgrade == null) {
      throw new CriticalException("the upgrade transactions of " + fork + " are not known");
    }
    return upgrade;
  }
}
