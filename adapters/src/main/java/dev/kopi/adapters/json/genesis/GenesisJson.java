package dev.kopi.adapters.json.genesis;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateDiff.AccountChange;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The genesis file of go-ethereum: chain configuration, header fields and accounts.
 *
 * @see <a href="https://geth.ethereum.org/docs/fundamentals/private-network">Genesis file</a>
 */
public final class GenesisJson {
  private GenesisJson() {}

  /**
   * Reads a genesis file.
   *
   * @throws DecodeException when something is missing or malformed
   */
  public static Genesis read(JsonNode json) {
    return read(json, ChainConfigJson.read(JsonFields.required(json, "config")));
  }

  /**
   * Reads a genesis file that an operator provides: a misspelt fork key is an error.
   *
   * @throws DecodeException when something is missing or malformed, or a fork key is misspelt
   */
  public static Genesis readFile(JsonNode json) {
    return read(json, ChainConfigJson.readFile(JsonFields.required(json, "config")));
  }

  private static Genesis read(JsonNode json, ChainSpec spec) {
    HeaderBuilder header =
        new HeaderBuilder()
            .number(number(json, "number"))
            .nonce(number(json, "nonce"))
            .timestampSeconds(number(json, "timestamp"))
            .gasLimit(number(json, "gasLimit"))
            .gasUsed(number(json, "gasUsed"))
            .excessBlobGas(optionalLong(json, "excessBlobGas"))
            .blobGasUsed(optionalLong(json, "blobGasUsed"))
            .slotNumber(optionalLong(json, "slotNumber"))
            .baseFeePerGas(LenientNumbers.optional(json, "baseFeePerGas"));
    UInt256 difficulty = LenientNumbers.optional(json, "difficulty");
    header.difficulty(difficulty == null ? UInt256.ZERO : difficulty);
    Bytes extraData = JsonFields.optionalBytes(json, "extraData");
    header.extraData(extraData == null ? Bytes.EMPTY : extraData);
    header.mixHash(orZero(JsonFields.optionalHash(json, "mixHash")));
    header.parentHash(orZero(JsonFields.optionalHash(json, "parentHash")));
    Address coinbase = JsonFields.optionalAddress(json, "coinbase");
    header.beneficiary(coinbase == null ? Address.ZERO : coinbase);
    return new Genesis(spec, header.build(), readAlloc(JsonFields.required(json, "alloc")));
  }

  /** Reads accounts: an object from address to balance, nonce, code and storage. */
  public static StateDiff readAlloc(JsonNode alloc) {
    if (!alloc.isObject()) {
      throw new DecodeException("field alloc is not an object");
    }
    Map<Address, AccountChange> accounts = new HashMap<>();
    Map<Hash, Bytes> codes = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : alloc.properties()) {
      Address address = address(entry.getKey());
      JsonNode account = entry.getValue();
      Bytes code = JsonFields.optionalBytes(account, "code");
      Hash codeHash = Keccak256.EMPTY;
      if (code != null && !code.isEmpty()) {
        codeHash = Keccak256.hash(code);
        codes.put(codeHash, code);
      }
      UInt256 balance = LenientNumbers.optional(account, "balance");
      StateDiff.Content content =
          new StateDiff.Content(
              number(account, "nonce"), balance == null ? UInt256.ZERO : balance, codeHash);
      AccountChange change = new AccountChange(content, false, readStorage(account));
      if (accounts.put(address, change) != null) {
        throw new DecodeException("alloc: " + address + " is there twice");
      }
    }
    return new StateDiff(accounts, codes);
  }

  private static Address address(String key) {
    try {
      return Address.fromHex(key);
    } catch (DecodeException e) {
      throw new DecodeException("alloc: key " + key + " is not an address of 20 bytes in hex");
    }
  }

  private static Map<UInt256, UInt256> readStorage(JsonNode account) {
    JsonNode storage = JsonFields.optional(account, "storage");
    Map<UInt256, UInt256> slots = new HashMap<>();
    if (storage == null) {
      return slots;
    }
    for (Map.Entry<String, JsonNode> slot : storage.properties()) {
      UInt256 value = UInt256.fromHex(JsonFields.text(slot.getValue(), "storage"));
      if (!value.isZero()) {
        slots.put(UInt256.fromHex(slot.getKey()), value);
      }
    }
    return slots;
  }

  /** Writes a genesis file as go-ethereum does. */
  public static ObjectNode write(Genesis genesis) {
    Header header = genesis.given();
    ObjectNode json = Json.object();
    json.set("config", ChainConfigJson.write(genesis.spec()));
    json.put("nonce", hex(header.nonce()));
    json.put("timestamp", hex(header.timestampSeconds()));
    json.put("extraData", header.extraData().toHex());
    json.put("gasLimit", hex(header.gasLimit()));
    json.put("difficulty", header.difficulty().toHex());
    json.put("mixHash", header.mixHash().toHex());
    json.put("coinbase", header.beneficiary().toHex());
    json.set("alloc", writeAlloc(genesis.alloc()));
    json.put("number", hex(header.number()));
    json.put("gasUsed", hex(header.gasUsed()));
    json.put("parentHash", header.parentHash().toHex());
    UInt256 baseFee = header.baseFeePerGas();
    json.put("baseFeePerGas", baseFee == null ? null : baseFee.toHex());
    json.put("excessBlobGas", hexOrNull(header.excessBlobGas()));
    json.put("blobGasUsed", hexOrNull(header.blobGasUsed()));
    return json;
  }

  /** Writes accounts; those that {@code state} removes are left out. */
  public static ObjectNode writeAlloc(StateDiff state) {
    ObjectNode alloc = Json.object();
    state
        .accounts()
        .forEach((address, change) -> {
          StateDiff.Content content = change.after();
          if (content != null) {
            Bytes code = state.codes().get(content.codeHash());
            alloc.set(address.toHex().substring(2), writeAccount(content, code, change.storage()));
          }
        });
    return alloc;
  }

  private static ObjectNode writeAccount(
      StateDiff.Content content, @Nullable Bytes code, Map<UInt256, UInt256> storage) {
    ObjectNode account = Json.object();
    if (code != null) {
      account.put("code", code.toHex());
    }
    ObjectNode slots = Json.object();
    storage.forEach((slot, value) -> {
      if (!value.isZero()) {
        slots.put(slot.toHash().toHex(), value.toHash().toHex());
      }
    });
    if (!slots.isEmpty()) {
      account.set("storage", slots);
    }
    account.put("balance", content.balance().toHex());
    if (content.nonce() != 0) {
      account.put("nonce", hex(content.nonce()));
    }
    return account;
  }

  private static long number(JsonNode json, String name) {
    Long value = optionalLong(json, name);
    return value == null ? 0 : value;
  }

  private static @Nullable Long optionalLong(JsonNode json, String name) {
    UInt256 value = LenientNumbers.optional(json, name);
    if (value == null) {
      return null;
    }
    if (!value.fitsLong()) {
      throw new DecodeException("field " + name + " is wider than 64 bits");
    }
    return value.lowLong();
  }

  private static Hash orZero(@Nullable Hash hash) {
    return hash == null ? Hash.ZERO : hash;
  }

  private static String hex(long value) {
    return UInt256.of(value).toHex();
  }

  private static @Nullable String hexOrNull(@Nullable Long value) {
    return value == null ? null : hex(value);
  }
}
