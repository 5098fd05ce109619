package dev.kopi.apps.deployer.contracts;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.http.HttpEndpoint;
import dev.kopi.adapters.rpc.http.HttpResponse;
import dev.kopi.apps.deployer.contracts.ContractArtifacts.Artifact;
import dev.kopi.apps.deployer.contracts.DeploymentKind.Shape;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Where the artifacts of a contract release are, as op-deployer names it: {@code embedded}, {@code
 * file://PATH}, {@code https://…} or a path, to a forge-artifacts folder, a zip or a gzipped tar.
 */
public final class ArtifactLocator {
  private static final int MAX_ARCHIVE = 256 << 20;
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private ArtifactLocator() {}

  /**
   * The artifacts at a locator; Kopi's own contracts and the preinstalls are those of this build.
   *
   * @throws IOException when they cannot be read
   * @throws IllegalArgumentException when the locator is of no use, or the release is of another
   *     kind than Kopi deploys
   */
  public static ContractArtifacts read(String locator) throws IOException {
    ContractArtifacts bundled = ContractArtifacts.bundled();
    if (locator.equals("embedded")) {
      return bundled;
    }
    Set<String> names =
        DeploymentKind.contracts().keySet().stream()
            .map(Contract::sourceName)
            .collect(Collectors.toCollection(TreeSet::new));
    Map<String, byte[]> files = files(locator, names);
    Map<Contract, Artifact> contracts = new EnumMap<>(bundled.contracts());
    for (Map.Entry<Contract, Shape> entry : DeploymentKind.contracts().entrySet()) {
      String name = entry.getKey().sourceName();
      byte[] file = files.get(name);
      if (file == null) {
        throw otherKind(name + " is not among them");
      }
      contracts.put(entry.getKey(), artifact(name, Json.parse(file), entry.getValue()));
    }
    return new ContractArtifacts(contracts, bundled.preinstalls());
  }

  private static Map<String, byte[]> files(String locator, Set<String> names) throws IOException {
    if (locator.startsWith("tag://")) {
      throw new IllegalArgumentException(
          "tag:// needs a list of releases, which Kopi does not have: give the archive's https://"
              + " address, its path, or embedded");
    }
    if (locator.startsWith("https://") || locator.startsWith("http://")) {
      return ArtifactFiles.ofArchive(download(URI.create(locator)), names);
    }
    if (locator.contains("://") && !locator.startsWith("file://")) {
      throw new IllegalArgumentException(
          locator + ": embedded, file://, https:// and paths are known");
    }
    Path path = Path.of(locator.startsWith("file://") ? locator.substring(7) : locator);
    if (Files.isDirectory(path)) {
      return ArtifactFiles.ofFolder(path, names);
    }
    if (Files.size(path) > MAX_ARCHIVE) {
      throw new IOException(path + " is larger than " + MAX_ARCHIVE + " bytes");
    }
    return ArtifactFiles.ofArchive(Files.readAllBytes(path), names);
  }

  private static byte[] download(URI url) throws IOException {
    HttpEndpoint endpoint = new HttpEndpoint(url, MAX_ARCHIVE);
    try {
      HttpResponse response = endpoint.get("", Map.of(), TIMEOUT);
      if (response.status() != 200) {
        throw new IOException(endpoint.shown() + " answers with status " + response.status());
      }
      return response.body().toArray();
    } catch (RpcTransportException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Artifact artifact(String name, JsonNode json, Shape shape) {
    String constructor = "()";
    String initializer = null;
    for (JsonNode entry : json.path("abi")) {
      String type = entry.path("type").asString("");
      if (type.equals("constructor")) {
        constructor = types(entry.path("inputs"));
      } else if (type.equals("function") && entry.path("name").asString("").equals("initialize")) {
        initializer = types(entry.path("inputs"));
      }
    }
    if (!constructor.equals(shape.constructor())) {
      throw otherKind(
          "the constructor of " + name + " takes " + constructor + " for " + shape.constructor());
    }
    String wanted = shape.initializer();
    if (wanted != null && !wanted.equals(initializer)) {
      throw otherKind(
          name
              + " has initialize"
              + (initializer == null ? " not at all" : initializer)
              + " for "
              + wanted);
    }
    return new Artifact(code(name, json, "bytecode"), code(name, json, "deployedBytecode"));
  }

  private static String types(JsonNode inputs) {
    StringBuilder types = new StringBuilder("(");
    for (JsonNode input : inputs) {
      String type = input.path("type").asString("");
      types.append(types.length() > 1 ? "," : "");
      types.append(
          type.startsWith("tuple")
              ? types(input.path("components")) + type.substring("tuple".length())
              : type);
    }
    return types.append(')').toString();
  }

  private static Bytes code(String name, JsonNode json, String part) {
    JsonNode code = json.path(part);
    if (!code.path("linkReferences").isEmpty()) {
      throw otherKind(name + " wants libraries to be linked");
    }
    Bytes bytes = Bytes.fromHex(code.path("object").asString(""));
    if (bytes.isEmpty()) {
      throw new DecodeException("the artifact of " + name + " has no " + part);
    }
    return bytes;
  }

  private static IllegalArgumentException otherKind(String difference) {
    return new IllegalArgumentException(
        "these artifacts are of a kind that Kopi does not deploy: "
            + difference
            + ". Known is "
            + DeploymentKind.KNOWN);
  }
}
