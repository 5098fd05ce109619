package dev.kopi.apps.deployer.contracts;

import dev.kopi.apps.deployer.contracts.ContractArtifacts.Artifact;
import dev.kopi.apps.deployer.contracts.ContractArtifacts.Preinstall;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A step of the build: takes the code out of the npm packages {@code
 * @eth-optimism/contracts-bedrock} and {@code @tokamak-network/thanos-contracts}, 240 MB of JSON,
 * and packs it into the half megabyte that {@link ContractArtifacts} reads.
 */
public final class ContractPacker {
  private static final Pattern PREINSTALL_ADDRESS =
      Pattern.compile("address internal constant (\\w+) = (0x[0-9a-fA-F]{40});");
  private static final Pattern PREINSTALL_CODE =
      Pattern.compile("bytes internal constant (\\w+?)(?:Template)?Code =\\s*hex\"([0-9a-f]+)\";");

  private ContractPacker() {}

  /**
   * Packs.
   *
   * @param args the folders of the two unpacked npm packages, and the file to write
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      throw new IllegalArgumentException("usage: ContractPacker BEDROCK DISPUTES OUTPUT-FILE");
    }
    Path target = Path.of(args[2]).toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path draft = target.resolveSibling(target.getFileName() + ".draft");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft))) {
      pack(Path.of(args[0]), Path.of(args[1])).write(out);
    }
    Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The code of the contracts in the unpacked npm packages. */
  static ContractArtifacts pack(Path bedrock, Path disputes) throws IOException {
    Map<Contract, Artifact> contracts = new EnumMap<>(Contract.class);
    for (Contract contract : Contract.values()) {
      switch (contract.origin()) {
        case BEDROCK -> contracts.put(contract, readArtifact(bedrock, contract.sourceName()));
        case DISPUTES -> contracts.put(contract, readArtifact(disputes, contract.sourceName()));
        case KOPI -> {
          // Their code is a resource beside the packed one.
        }
      }
    }
    return new ContractArtifacts(contracts, readPreinstalls(bedrock));
  }

  private static Artifact readArtifact(Path packageFolder, String name) throws IOException {
    Path file = packageFolder.resolve("forge-artifacts/" + name + ".sol/" + name + ".json");
    JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
    return new Artifact(
        code(file, json.path("bytecode")), code(file, json.path("deployedBytecode")));
  }

  private static Bytes code(Path file, JsonNode part) throws IOException {
    if (!part.path("linkReferences").isEmpty()) {
      throw new IOException(file + " wants libraries to be linked, which none of them did before");
    }
    return Bytes.fromHex(part.path("object").asString());
  }

  private static Map<String, Preinstall> readPreinstalls(Path packageFolder) throws IOException {
    Path file = packageFolder.resolve("src/libraries/Preinstalls.sol");
    String source = Files.readString(file);
    Map<String, Bytes> codes = new TreeMap<>();
    for (Matcher m = PREINSTALL_CODE.matcher(source); m.find(); ) {
      codes.put(m.group(1), Bytes.fromHex(m.group(2)));
    }
    Map<String, Preinstall> preinstalls = new TreeMap<>();
    for (Matcher m = PREINSTALL_ADDRESS.matcher(source); m.find(); ) {
      Bytes code = codes.getOrDefault(m.group(1), Bytes.EMPTY);
      preinstalls.put(m.group(1), new Preinstall(Address.fromHex(m.group(2)), code));
    }
    if (!preinstalls.keySet().containsAll(codes.keySet())) {
      throw new IOException(file + " holds code whose address was not found: " + codes.keySet());
    }
    return preinstalls;
  }
}
