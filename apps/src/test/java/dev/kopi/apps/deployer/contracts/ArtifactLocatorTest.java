package dev.kopi.apps.deployer.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.kopi.adapters.json.Json;
import dev.kopi.apps.deployer.contracts.ContractArtifacts.Artifact;
import dev.kopi.apps.deployer.contracts.DeploymentKind.Shape;
import dev.kopi.core.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class ArtifactLocatorTest {
  private static final String RUNTIME = "0x60aa";

  private final Map<String, byte[]> release = new TreeMap<>();

  @TempDir private Path folder = Path.of("");

  /** A release of the known kind, whose SuperchainConfig has other code. */
  @BeforeEach
  void makeTheRelease() {
    DeploymentKind.contracts()
        .forEach(
            (contract, shape) -> put(contract, shape, ContractArtifacts.bundled().of(contract)));
    put(
        Contract.SUPERCHAIN_CONFIG,
        new Shape("()", "(address,bool)"),
        new Artifact(Bytes.fromHex("0x60bb"), Bytes.fromHex(RUNTIME)));
  }

  private void put(Contract contract, Shape shape, Artifact artifact) {
    String name = contract.sourceName();
    ObjectNode json = Json.object();
    ArrayNode abi = json.putArray("abi");
    arguments(abi.addObject().put("type", "constructor").putArray("inputs"), shape.constructor());
    if (shape.initializer() != null) {
      ObjectNode function = abi.addObject().put("type", "function").put("name", "initialize");
      arguments(function.putArray("inputs"), shape.initializer());
    }
    json.putObject("bytecode").put("object", artifact.creationCode().toHex());
    json.putObject("deployedBytecode").put("object", artifact.runtimeCode().toHex());
    release.put("./forge-artifacts/" + name + ".sol/" + name + ".json", Json.write(json));
  }

  private static void arguments(ArrayNode inputs, String types) {
    if (types.startsWith("((")) {
      // AnchorStateRegistry's: an array of pairs of a number and a pair, and an address.
      ArrayNode parts = inputs.addObject().put("type", "tuple[]").putArray("components");
      parts.addObject().put("type", "uint32");
      ArrayNode root = parts.addObject().put("type", "tuple").putArray("components");
      root.addObject().put("type", "bytes32");
      root.addObject().put("type", "uint256");
      inputs.addObject().put("type", "address");
    } else if (types.length() > 2) {
      for (String type : types.substring(1, types.length() - 1).split(",", -1)) {
        inputs.addObject().put("type", type);
      }
    }
  }

  private Path inFolder() throws IOException {
    for (Map.Entry<String, byte[]> file : release.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return folder;
  }

  private byte[] zip() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : release.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private byte[] tar() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(header("./forge-artifacts/", 0, '5'));
      out.write(header("pax_global_header", 30, 'g'));
      out.write(new byte[512]);
      for (Map.Entry<String, byte[]> file : release.entrySet()) {
        byte[] content = file.getValue();
        out.write(header(file.getKey(), content.length, '0'));
        out.write(Arrays.copyOf(content, (content.length + 511) / 512 * 512));
      }
      out.write(new byte[1024]);
    }
    return bytes.toByteArray();
  }

  private static byte[] header(String name, long size, char type) {
    byte[] header = new byte[512];
    byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(encoded, 0, header, 0, encoded.length);
    byte[] octal = "%011o".formatted(size).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(octal, 0, header, 124, octal.length);
    header[156] = (byte) type;
    return header;
  }

  private String file(byte[] content) throws IOException {
    return Files.write(folder.resolve("release"), content).toString();
  }

  private static void isTheRelease(ContractArtifacts read) {
    ContractArtifacts bundled = ContractArtifacts.bundled();
    for (Contract contract : Contract.values()) {
      if (contract == Contract.SUPERCHAIN_CONFIG) {
        assertThat(read.of(contract).runtimeCode()).isEqualTo(Bytes.fromHex(RUNTIME));
      } else {
        assertThat(read.of(contract)).isEqualTo(bundled.of(contract));
      }
    }
    assertThat(read.preinstalls()).isEqualTo(bundled.preinstalls());
  }

  @Test
  void readsFoldersAndArchives() throws IOException {
    isTheRelease(ArtifactLocator.read(inFolder().toString()));
    isTheRelease(ArtifactLocator.read("file://" + folder.resolve("forge-artifacts")));
    isTheRelease(ArtifactLocator.read(file(zip())));
    isTheRelease(ArtifactLocator.read("file://" + file(tar())));
    assertThat(ArtifactLocator.read("embedded")).isEqualTo(ContractArtifacts.bundled());
  }

  @Test
  void downloads() throws IOException {
    byte[] archive = tar();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/artifacts.tar.gz",
        exchange -> {
          exchange.sendResponseHeaders(200, archive.length);
          exchange.getResponseBody().write(archive);
          exchange.close();
        });
    server.start();
    try {
      String host = "http://127.0.0.1:" + server.getAddress().getPort();
      isTheRelease(ArtifactLocator.read(host + "/artifacts.tar.gz"));
      assertThatThrownBy(() -> ArtifactLocator.read(host + "/other"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("status 404");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void saysWhichKindIsKnown() throws IOException {
    Artifact code = ContractArtifacts.bundled().of(Contract.OPTIMISM_PORTAL_2);
    put(Contract.OPTIMISM_PORTAL_2, new Shape("(uint256)", "(address,address)"), code);
    String archive = file(zip());
    assertThatThrownBy(() -> ArtifactLocator.read(archive))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the constructor of OptimismPortal2 takes (uint256)")
        .hasMessageContaining("Known is op-contracts 1.6");
    put(Contract.OPTIMISM_PORTAL_2, new Shape("(uint256,uint256)", "(address,address)"), code);
    String next = file(zip());
    assertThatThrownBy(() -> ArtifactLocator.read(next))
        .hasMessageContaining("OptimismPortal2 has initialize(address,address)");
    release.remove("./forge-artifacts/MIPS.sol/MIPS.json");
    put(Contract.OPTIMISM_PORTAL_2, new Shape("(uint256,uint256)", null), code);
    String last = file(tar());
    assertThatThrownBy(() -> ArtifactLocator.read(last))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of a kind that Kopi does not deploy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tag://op-contracts/v1.8.0", "ftp://127.0.0.1/a.zip"})
  void saysWhichLocatorsAreKnown(String locator) {
    assertThatThrownBy(() -> ArtifactLocator.read(locator))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https://");
  }

  @Test
  void refusesDamagedAndEndlessArchives() throws IOException {
    byte[] tar = tar();
    for (int length : new int[] {0, 5, tar.length / 2}) {
      String cut = file(Arrays.copyOf(tar, length));
      assertThatThrownBy(() -> ArtifactLocator.read(cut)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> ArtifactFiles.ofArchive(gzipped(header("a", 3L << 30, '0')), Set.of()))
        .hasMessageContaining("damaged");
    byte[] large = gzipped(header("Proxy.sol/Proxy.json", 33 << 20, '0'), new byte[33 << 20]);
    assertThatThrownBy(() -> ArtifactFiles.ofArchive(large, Set.of("Proxy")))
        .hasMessageContaining("larger than");
  }

  private static byte[] gzipped(byte[]... parts) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      for (byte[] part : parts) {
        out.write(part);
      }
    }
    return bytes.toByteArray();
  }
}
