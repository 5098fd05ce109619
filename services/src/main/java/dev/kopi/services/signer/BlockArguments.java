package dev.kopi.services.signer;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The argument of {@code opsigner_signBlockPayload} and of its second version: what a sequencer
 * signs for a block.
 *
 * @param domain a separation of uses, zero today
 * @param chainId the chain
 * @param payloadHash the hash of the encoded payload
 * @param sender the account to sign with, where it is named
 * @see <a
 *     href="https://specs.optimism.io/protocol/rollup-node-p2p.html#block-signatures">specification</a>
 */
record BlockArguments(Hash domain, UInt256 chainId, Hash payloadHash, @Nullable Address sender) {
  /** The first version, as Go writes such values: numbers for the domain, base64 for the hash. */
  static BlockArguments readV1(JsonNode json) {
    List<Long> domain =
        JsonFields.list(json, "domain", value -> JsonFields.asNumber(value, "domain"));
    if (domain.size() != 32) {
      throw new DecodeException("domain has " + domain.size() + " bytes, not 32");
    }
    byte[] bytes = new byte[32];
    for (int i = 0; i < 32; i++) {
      if (domain.get(i) > 255) {
        throw new DecodeException("domain has a byte above 255");
      }
      bytes[i] = domain.get(i).byteValue();
    }
    JsonNode chain = JsonFields.required(json, "chainId");
    if (!chain.isIntegralNumber()) {
      throw new DecodeException("chainId is not a number");
    }
    byte[] hash;
    try {
      hash = Base64.getDecoder().decode(JsonFields.text(json, "payloadHash", null));
    } catch (IllegalArgumentException e) {
      throw new DecodeException("payloadHash is not base64");
    }
    return new BlockArguments(
        hash(bytes, "domain"),
        chainId(chain.bigIntegerValue()),
        hash(hash, "payloadHash"),
        JsonFields.optionalAddress(json, "senderAddress"));
  }

  /** The second version: hex, and the chain in decimal or hex digits. */
  static BlockArguments readV2(JsonNode json) {
    String chain = JsonFields.text(json, "chainId", null);
    boolean hex = chain.startsWith("0x");
    String digits = hex ? chain.substring(2) : chain;
    if (digits.isEmpty() || digits.length() > 78) {
      throw new DecodeException("chainId is not a number");
    }
    BigInteger number;
    try {
      number = new BigInteger(digits, hex ? 16 : 10);
    } catch (NumberFormatException e) {
      throw new DecodeException("chainId is not a number");
    }
    return new BlockArguments(
        JsonFields.hash(json, "domain"),
        chainId(number),
        JsonFields.hash(json, "payloadHash"),
        JsonFields.optionalAddress(json, "senderAddress"));
  }

  private static UInt256 chainId(BigInteger value) {
    if (value.signum() <= 0 || value.bitLength() > 256) {
      throw new DecodeException("chainId is out of range");
    }
    return UInt256.of(value);
  }

  private static Hash hash(byte[] bytes, String name) {
    if (bytes.length != 32) {
      throw new DecodeException(name + " has " + bytes.length + " bytes, not 32");
    }
    return Hash.of(bytes);
  }
}
