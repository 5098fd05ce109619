package dev.kopi.apps.cli.deploy;

import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.deployer.parameters.ChainAccounts;
import dev.kopi.apps.deployer.parameters.DevChainAccount;
import dev.kopi.core.primitives.Address;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The accounts with rights on the chain: required in production, well-known test keys otherwise.
 */
final class AccountOptions {
  @Option(
      names = "--system-owner",
      paramLabel = "ADDRESS",
      description = "Owns and upgrades the contracts; required in production.")
  private @Nullable Address systemOwner;

  @Option(
      names = "--guardian",
      paramLabel = "ADDRESS",
      description = "May pause withdrawals; required in production.")
  private @Nullable Address guardian;

  @Option(
      names = "--batcher",
      paramLabel = "ADDRESS",
      description = "Sends batches; required in production.")
  private @Nullable Address batcher;

  @Option(
      names = "--proposer",
      paramLabel = "ADDRESS",
      description = "Proposes in permissioned games; required in production.")
  private @Nullable Address proposer;

  @Option(
      names = "--challenger",
      paramLabel = "ADDRESS",
      description = "Challenges in permissioned games; required in production.")
  private @Nullable Address challenger;

  @Option(
      names = "--sequencer",
      paramLabel = "ADDRESS",
      description = "Signs unsafe blocks; required in production.")
  private @Nullable Address sequencer;

  @Option(
      names = "--fee-recipient",
      paramLabel = "ADDRESS",
      description = "Receives the fees of L2; required in production.")
  private @Nullable Address feeRecipient;

  /**
   * The accounts.
   *
   * @param development whether accounts that are not given default to well-known keys
   */
  ChainAccounts accounts(boolean development) {
    return new ChainAccounts(
        account("--system-owner", systemOwner, DevChainAccount.SYSTEM_OWNER, development),
        account("--guardian", guardian, DevChainAccount.GUARDIAN, development),
        account("--batcher", batcher, DevChainAccount.BATCHER, development),
        account("--proposer", proposer, DevChainAccount.PROPOSER, development),
        account("--challenger", challenger, DevChainAccount.CHALLENGER, development),
        account("--sequencer", sequencer, DevChainAccount.SEQUENCER, development),
        account("--fee-recipient", feeRecipient, DevChainAccount.FEE_RECIPIENT, development));
  }

  private static Address account(
      String option, @Nullable Address given, DevChainAccount otherwise, boolean development) {
    if (given != null) {
      return given;
    }
    if (!development) {
      throw new WrongUsage("--profile production needs " + option);
    }
    return otherwise.address();
  }
}
