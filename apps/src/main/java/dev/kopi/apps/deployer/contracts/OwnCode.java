package dev.kopi.apps.deployer.contracts;

import dev.kopi.apps.deployer.contracts.ContractArtifacts.Artifact;
import dev.kopi.apps.deployer.contracts.ContractArtifacts.Preinstall;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Code that is kept with Kopi's sources: its own contracts as solc made them, and preinstalls that
 * are younger than the npm package.
 */
final class OwnCode {
  /** A line for each contract: its file, its creation code and its runtime code. */
  private static final String CONTRACTS = "kopi-contracts.txt";

  /** A line for each preinstall: its name, its address and its code; # begins a comment. */
  private static final String PREINSTALLS = "preinstalls.txt";

  private OwnCode() {}

  /** Kopi's own contracts. */
  static Map<Contract, Artifact> contracts() {
    Map<String, Artifact> byName = new HashMap<>();
    for (String line : lines(CONTRACTS)) {
      String[] words = line.split(" ", -1);
      String file = words[0];
      String name = file.substring(file.lastIndexOf('/') + 1, file.length() - ".sol".length());
      byName.put(name, new Artifact(Bytes.fromHex(words[1]), Bytes.fromHex(words[2])));
    }
    Map<Contract, Artifact> contracts = new EnumMap<>(Contract.class);
    for (Contract contract : Contract.values()) {
      if (contract.origin() == Contract.Origin.KOPI) {
        Artifact artifact = byName.get(contract.sourceName());
        if (artifact == null) {
          throw new IllegalStateException(CONTRACTS + " lacks " + contract.sourceName());
        }
        contracts.put(contract, artifact);
      }
    }
    return contracts;
  }

  /** Preinstalls that the npm package lacks. */
  static Map<String, Preinstall> preinstalls() {
    Map<String, Preinstall> preinstalls = new HashMap<>();
    for (String line : lines(PREINSTALLS)) {
      if (!line.startsWith("#")) {
        String[] words = line.split(" ", -1);
        preinstalls.put(
            words[0], new Preinstall(Address.fromHex(words[1]), Bytes.fromHex(words[2])));
      }
    }
    return preinstalls;
  }

  private static List<String> lines(String resource) {
    try (InputStream in = OwnCode.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path: build again");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
