package dev.kopi.adapters.json.eth;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import tools.jackson.databind.JsonNode;

/**
 * Headers as JSON-RPC returns them, up to Amsterdam's fields.
 *
 * @see <a href="https://github.com/ethereum/execution-apis/blob/main/src/schemas/block.yaml">Block
 *     schema</a>
 */
public final class HeaderReader {
  private HeaderReader() {}

  /**
   * Reads a header and checks that it has the hash that the response has.
   *
   * @throws DecodeException when a field is missing or malformed, or the hash is not the header's
   */
  public static Header read(JsonNode block) {
    Header header = readUnchecked(block);
    Hash claimed = JsonFields.hash(block, "hash");
    Hash computed = computeHash(header);
    if (!computed.equals(claimed)) {
      throw new DecodeException(
          "header " + header.number() + ": hash is " + computed + ", the answer says " + claimed);
    }
    return header;
  }

  /** Reads a header without verifying the hash, as a pending block has none. */
  public static Header readUnchecked(JsonNode block) {
    return new Header(
        JsonFields.hash(block, "parentHash"),
        JsonFields.hash(block, "sha3Uncles"),
        JsonFields.address(block, "miner"),
        JsonFields.hash(block, "stateRoot"),
        JsonFields.hash(block, "transactionsRoot"),
        JsonFields.hash(block, "receiptsRoot"),
        exactly(JsonFields.bytes(block, "logsBloom"), 256, "logsBloom"),
        JsonFields.uint256(block, "difficulty"),
        JsonFields.quantity(block, "number"),
        JsonFields.quantity(block, "gasLimit"),
        JsonFields.quantity(block, "gasUsed"),
        JsonFields.quantity(block, "timestamp"),
        JsonFields.bytes(block, "extraData"),
        JsonFields.hash(block, "mixHash"),
        nonce(JsonFields.bytes(block, "nonce")),
        JsonFields.optionalUint256(block, "baseFeePerGas"),
        JsonFields.optionalHash(block, "withdrawalsRoot"),
        JsonFields.optionalQuantity(block, "blobGasUsed"),
        JsonFields.optionalQuantity(block, "excessBlobGas"),
        JsonFields.optionalHash(block, "parentBeaconBlockRoot"),
        JsonFields.optionalHash(block, "requestsHash"),
        JsonFields.optionalHash(block, "blockAccessListHash"),
        JsonFields.optionalQuantity(block, "slotNumber"));
  }

  private static Hash computeHash(Header header) {
    try {
      return header.hash();
    } catch (IllegalArgumentException e) {
      throw new DecodeException("header " + header.number() + ": " + e.getMessage());
    }
  }

  private static long nonce(Bytes nonce) {
    byte[] eight = exactly(nonce, 8, "nonce").unsafeArray();
    long value = 0;
    for (byte b : eight) {
      value = value << 8 | (b & 0xff);
    }
    return value;
  }

  private static Bytes exactly(Bytes value, int size, String field) {
    if (value.size() != size) {
      throw new DecodeException("field " + field + " has " + value.size() + " bytes");
    }
    return value;
  }
}
