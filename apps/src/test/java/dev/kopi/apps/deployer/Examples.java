package dev.kopi.apps.deployer;

import dev.kopi.apps.deployer.FaultProofParameters.Profile;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A rollup to deploy in tests. */
final class Examples {
  static final Address DEPLOYER = account("deployer");

  static final Roles ROLES =
      new Roles(
          account("system owner"),
          account("guardian"),
          account("batcher"),
          account("proposer"),
          account("challenger"),
          account("sequencer"),
          account("fee recipient"));

  static final Hash PRESTATE = Keccak256.hash("a program".getBytes(StandardCharsets.UTF_8));

  static final Address RICH = account("rich");

  private Examples() {}

  static Address account(String name) {
    return Address.fromWord(Keccak256.hash(name.getBytes(StandardCharsets.UTF_8)).toUInt256());
  }

  static RollupParameters rollup(long l1ChainId, Profile profile) {
    RollupParameters standard =
        RollupParameters.standard(
            UInt256.of(l1ChainId),
            UInt256.of(901),
            ROLES,
            FaultProofParameters.of(profile, PRESTATE));
    return standard.withL2Accounts(Map.of(RICH, UInt256.of(1_000_000_000_000_000_000L)));
  }
}
