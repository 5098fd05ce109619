package dev.kopi.apps.deployer;

import dev.kopi.apps.deployer.parameters.ChainAccounts;
import dev.kopi.apps.deployer.parameters.FaultProofParameters;
import dev.kopi.apps.deployer.parameters.FaultProofParameters.Profile;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A rollup to deploy in tests. */
public final class Examples {
  public static final Address DEPLOYER = account("deployer");

  public static final ChainAccounts ACCOUNTS =
      new ChainAccounts(
          account("system owner"),
          account("guardian"),
          account("batcher"),
          account("proposer"),
          account("challenger"),
          account("sequencer"),
          account("fee recipient"));

  public static final Hash PRESTATE = Keccak256.hash("a program".getBytes(StandardCharsets.UTF_8));

  public static final Address RICH = account("rich");

  private Examples() {}

  public static Address account(String name) {
    return Address.fromWord(Keccak256.hash(name.getBytes(StandardCharsets.UTF_8)).toUInt256());
  }

  public static RollupParameters rollup(long l1ChainId, Profile profile) {
    RollupParameters standard =
        RollupParameters.standard(
            UInt256.of(l1ChainId),
            UInt256.of(901),
            ACCOUNTS,
            FaultProofParameters.of(profile, PRESTATE));
    return standard.withL2Accounts(Map.of(RICH, UInt256.of(1_000_000_000_000_000_000L)));
  }
}
