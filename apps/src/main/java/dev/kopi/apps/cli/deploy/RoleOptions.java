package dev.kopi.apps.cli.deploy;

import dev.kopi.apps.cli.CommandFailed;
import dev.kopi.apps.deployer.DevRole;
import dev.kopi.apps.deployer.Roles;
import dev.kopi.core.primitives.Address;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who has which role: needed in production, Kopi's well-known test keys otherwise. */
final class RoleOptions {
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
   * The roles.
   *
   * @param development whether those that are not given fall to accounts with well-known keys
   */
  Roles roles(boolean development) {
    return new Roles(
        role("--system-owner", systemOwner, DevRole.SYSTEM_OWNER, development),
        role("--guardian", guardian, DevRole.GUARDIAN, development),
        role("--batcher", batcher, DevRole.BATCHER, development),
        role("--proposer", proposer, DevRole.PROPOSER, development),
        role("--challenger", challenger, DevRole.CHALLENGER, development),
        role("--sequencer", sequencer, DevRole.SEQUENCER, development),
        role("--fee-recipient", feeRecipient, DevRole.FEE_RECIPIENT, development));
  }

  private static Address role(
      String option, @Nullable String given, DevRole otherwise, boolean development) {
    if (given != null) {
      return Address.fromHex(given);
    }
    if (!development) {
      throw new CommandFailed("--profile production needs " + option);
    }
    return otherwise.address();
  }
}
