package dev.kopi.services.signer;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The rules of a signer, by client. */
public final class SigningRules {
  private static final Set<String> KEYS =
      Set.of("name", "keyFile", "chainId", "methods", "to", "maxValue");

  private final Map<String, SigningRule> byClient;

  /** Rules of different clients. */
  SigningRules(List<SigningRule> rules) {
    this.byClient = new LinkedHashMap<>();
    for (SigningRule rule : rules) {
      if (byClient.put(rule.client(), rule) != null) {
        throw new DecodeException("there are two clients with the name " + rule.client());
      }
    }
  }

  /**
   * Reads a file of rules: {@code {"clients": [{"name", "keyFile", "chainId", "methods", "to",
   * "maxValue"}]}}. Key files are named from the folder of this file.
   *
   * @throws IOException when a file cannot be read
   * @throws DecodeException when a rule is malformed; the message names it and no key
   */
  public static SigningRules read(Path file, Secp256k1 secp256k1) throws IOException {
    JsonNode json = Json.parse(Files.readAllBytes(file));
    Path folder = file.toAbsolutePath().getParent();
    List<SigningRule> rules =
        JsonFields.list(json, "clients", client -> rule(client, folder, secp256k1));
    if (rules.isEmpty()) {
      throw new DecodeException("field clients is empty: nobody may have anything signed");
    }
    return new SigningRules(rules);
  }

  private static SigningRule rule(JsonNode json, @Nullable Path folder, Secp256k1 secp256k1) {
    for (String key : json.propertyNames()) {
      if (!KEYS.contains(key)) {
        throw new DecodeException("unknown field " + key + " of a client; known are " + KEYS);
      }
    }
    String name = JsonFields.text(json, "name", null);
    Set<String> methods =
        new HashSet<>(
            JsonFields.list(json, "methods", method -> JsonFields.text(method, "methods")));
    for (String method : methods) {
      if (!SigningMethods.NAMES.contains(method)) {
        throw new DecodeException(
            "client " + name + ": no method " + method + "; there are " + SigningMethods.NAMES);
      }
    }
    String keyFile = JsonFields.text(json, "keyFile", null);
    PrivateKey key = key(name, folder == null ? Path.of(keyFile) : folder.resolve(keyFile));
    List<Address> to =
        JsonFields.optionalList(json, "to", value -> JsonFields.asAddress(value, "to"));
    return new SigningRule(
        name,
        key,
        secp256k1.address(key),
        UInt256.of(JsonFields.number(json, "chainId")),
        methods,
        to == null ? Set.of() : new HashSet<>(to),
        JsonFields.optionalUint256(json, "maxValue"));
  }

  private static PrivateKey key(String client, Path file) {
    try {
      return PrivateKey.fromHex(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      throw new DecodeException("client " + client + ": there is no key file " + file);
    } catch (IOException e) {
      throw new DecodeException("client " + client + ": cannot read " + file);
    } catch (DecodeException e) {
      throw new DecodeException("client " + client + ": " + file + " must hold 32 bytes in hex");
    }
  }

  /** The rule of a client; null when there is none. */
  @Nullable SigningRule of(String client) {
    return byClient.get(client);
  }

  /** All rules, in the order of the file. */
  public List<SigningRule> all() {
    return List.copyOf(byClient.values());
  }
}
