package dev.kopi.apps.deployer.genesis;

import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.contracts.ContractArtifacts.Preinstall;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.ChainSpec.BlobScheduleEntry;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateDiff.AccountChange;
import dev.kopi.core.state.StateDiff.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A new L1 before anything is deployed on it: Osaka from the first block. */
public final class L1GenesisState {
  private static final String SYSTEM_CONTRACTS = "l1-system-contracts.txt";

  private L1GenesisState() {}

  /** The rules. */
  public static ChainSpec spec(UInt256 chainId) {
    Map<Fork, Long> activations = new EnumMap<>(Fork.class);
    for (Fork fork : Fork.values()) {
      if (Fork.OSAKA.atLeast(fork)) {
        activations.put(fork, 0L);
      }
    }
    List<BlobScheduleEntry> schedule =
        List.of(
            new BlobScheduleEntry(0, BlobParams.CANCUN),
            new BlobScheduleEntry(0, BlobParams.PRAGUE),
            new BlobScheduleEntry(0, BlobParams.PRAGUE));
    return new ChainSpec(chainId, activations, UInt256.ZERO, null, schedule, null, null);
  }

  /** Contracts of others that tools expect on every chain. */
  private static final List<String> PREINSTALLS =
      List.of("DeterministicDeploymentProxy", "MultiCall3", PreinstallCode.PERMIT2, "CreateX");

  /**
   * The contracts that L1 itself calls, those that tools expect on every chain, and whoever is
   * given ether.
   */
  public static StateDiff accounts(
      UInt256 chainId, Map<Address, UInt256> funded, ContractArtifacts artifacts) {
    Map<Address, AccountChange> accounts = new HashMap<>();
    Map<Hash, Bytes> codes = new HashMap<>();
    funded.forEach((address, wei) ->
        accounts.put(
            address, new AccountChange(new Content(0, wei, Keccak256.EMPTY), false, Map.of())));
    for (String line : systemContracts().lines().toList()) {
      if (line.startsWith("#")) {
        continue;
      }
      String[] words = line.split(" ", -1);
      place(accounts, codes, Address.fromHex(words[1]), Bytes.fromHex(words[2]));
    }
    for (String name : PREINSTALLS) {
      Preinstall preinstall = artifacts.preinstall(name);
      place(accounts, codes, preinstall.address(), PreinstallCode.on(chainId, name, preinstall));
    }
    return new StateDiff(accounts, codes);
  }

  private static void place(
      Map<Address, AccountChange> accounts, Map<Hash, Bytes> codes, Address address, Bytes code) {
    Hash codeHash = Keccak256.hash(code);
    codes.put(codeHash, code);
    accounts.put(
        address, new AccountChange(new Content(1, UInt256.ZERO, codeHash), false, Map.of()));
  }

  private static String systemContracts() {
    try (InputStream in = L1GenesisState.class.getResourceAsStream(SYSTEM_CONTRACTS)) {
      if (in == null) {
        throw new IllegalStateException(SYSTEM_CONTRACTS + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
