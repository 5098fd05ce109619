package dev.kopi.adapters.json.eth;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.Hex;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Headers and blocks as JSON-RPC returns them. */
public final class RpcBlockWriter {
  private RpcBlockWriter() {}

  /** The fields of a header. */
  public static ObjectNode header(Header header, Hash hash) {
    ObjectNode json = Json.object();
    if (header.baseFeePerGas() != null) {
      json.set("baseFeePerGas", JsonValues.quantity(header.baseFeePerGas()));
    }
    number(json, "blobGasUsed", header.blobGasUsed());
    json.set("difficulty", JsonValues.quantity(header.difficulty()));
    number(json, "excessBlobGas", header.excessBlobGas());
    json.set("extraData", JsonValues.data(header.extraData()));
    json.set("gasLimit", JsonValues.quantity(header.gasLimit()));
    json.set("gasUsed", JsonValues.quantity(header.gasUsed()));
    json.set("hash", JsonValues.data(hash));
    json.set("logsBloom", JsonValues.data(header.logsBloom()));
    json.set("miner", JsonValues.data(header.beneficiary()));
    json.set("mixHash", JsonValues.data(header.mixHash()));
    byte[] nonce = new byte[8];
    BigEndian.putLong(nonce, 0, header.nonce());
    json.put("nonce", Hex.encode(nonce));
    json.set("number", JsonValues.quantity(header.number()));
    hash(json, "parentBeaconBlockRoot", header.parentBeaconBlockRoot());
    json.set("parentHash", JsonValues.data(header.parentHash()));
    json.set("receiptsRoot", JsonValues.data(header.receiptsRoot()));
    hash(json, "requestsHash", header.requestsHash());
    json.set("sha3Uncles", JsonValues.data(header.unclesHash()));
    json.set("stateRoot", JsonValues.data(header.stateRoot()));
    json.set("timestamp", JsonValues.quantity(header.timestampSeconds()));
    json.set("transactionsRoot", JsonValues.data(header.transactionsRoot()));
    hash(json, "withdrawalsRoot", header.withdrawalsRoot());
    hash(json, "blockAccessListHash", header.blockAccessListHash());
    number(json, "slotNumber", header.slotNumber());
    return json;
  }

  /**
   * A whole block.
   *
   * @param transactions hashes or transactions, as the caller wishes
   */
  public static ObjectNode block(Block block, ArrayNode transactions) {
    ObjectNode json = header(block.header(), block.hash());
    json.set("size", JsonValues.quantity(block.encode().size()));
    json.set("transactions", transactions);
    ArrayNode uncles = Json.array();
    block.uncles().forEach(uncle -> uncles.add(uncle.hash().toHex()));
    json.set("uncles", uncles);
    List<Withdrawal> withdrawals = block.withdrawals();
    if (withdrawals != null) {
      ArrayNode list = Json.array();
      withdrawals.forEach(one -> list.add(withdrawal(one)));
      json.set("withdrawals", list);
    }
    return json;
  }

  private static ObjectNode withdrawal(Withdrawal one) {
    ObjectNode json = Json.object();
    json.set("index", JsonValues.quantity(one.index()));
    json.set("validatorIndex", JsonValues.quantity(one.validatorIndex()));
    json.set("address", JsonValues.data(one.address()));
    json.set("amount", JsonValues.quantity(one.amountGwei()));
    return json;
  }

  private static void number(ObjectNode json, String name, @Nullable Long value) {
    if (value != null) {
      json.set(name, JsonValues.quantity(value));
    }
  }

  private static void hash(ObjectNode json, String name, @Nullable Hash value) {
    if (value != null) {
      json.set(name, JsonValues.data(value));
    }
  }
}
