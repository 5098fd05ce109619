package dev.kopi.apps.cli.deploy;

import dev.kopi.apps.cli.error.CommandFailed;
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
      description = "Owns and upgrades the contracts.")
  private @Nullable String systemOwner;

  @Option(names = "--guardian", paramLabel = "ADDRESS", description = "May pause withdrawals.")
  private @Nullable String guardian;

  @Option(names = "--batcher", paramLabel = "ADDRESS", description = "Sends batches.")
  private @Nullable String batcher;

  @Option(
      names = "--proposer",
      paramLabel = "ADDRESS",
      description = "Proposes in permissioned games.")
  private @Nullable String proposer;

  @Option(
      names = "--challenger",
      paramLabel = "ADDRESS",
      description = "Challenges in permissioned games.")
  private @Nullable String challenger;

  @Option(names = "--sequencer", paramLabel = "ADDRESS", description = "Signs unsafe blocks.")
  private @Nullable String sequencer;

  @Option(
      names = "--fee-recipient",
      paramLabel = "ADDRESS",
      description = "Receives the fees of L2.")
  private @Nullable String feeRecipient;

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
      String option, @Nullable String given, DevChainAccount otherwise, boolean development) {
    if (given != null) {
      return Address.fromHex(given);
    }
    if (!development) {
      throw new CommandFailed("--profile production needs " + option);
    }
    return otherwise.address();
  }
}
