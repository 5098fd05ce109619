package dev.kopi.adapters.ethclient;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.Fees;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The message of {@code eth_call} and {@code eth_estimateGas}.
 *
 * @param from the caller
 * @param to the account called, or null to create a contract
 * @param value wei sent along
 * @param data the call data
 * @param gas the gas limit, or null for the node's default
 * @param fees the fee caps, or null for none
 * @param blobHashes versioned hashes of its blobs
 */
public record CallMessage(
    Address from,
    @Nullable Address to,
    UInt256 value,
    Bytes data,
    @Nullable Long gas,
    @Nullable Fees fees,
    List<Hash> blobHashes) {
  /** Copies the list. */
  public CallMessage {
    blobHashes = List.copyOf(blobHashes);
  }

  /** A plain read of a contract. */
  public static CallMessage read(Address to, Bytes data) {
    return new CallMessage(Address.ZERO, to, UInt256.ZERO, data, null, null, List.of());
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("from", from.toHex()).put("input", data.toHex());
    if (to != null) {
      json.put("to", to.toHex());
    }
    if (!value.isZero()) {
      json.put("value", value.toHex());
    }
    if (gas != null) {
      json.put("gas", "0x" + Long.toHexString(gas));
    }
    if (fees != null) {
      json.put("maxPriorityFeePerGas", fees.tipCap().toHex());
      json.put("maxFeePerGas", fees.feeCap().toHex());
    }
    if (!blobHashes.isEmpty()) {
      ArrayNode hashes = json.putArray("blobVersionedHashes");
      blobHashes.forEach(hash -> hashes.add(hash.toHex()));
      if (fees != null) {
        json.put("maxFeePerBlobGas", fees.blobFeeCap().toHex());
      }
    }
    return json;
  }
}
