package dev.kopi.adapters.json.eth;

import dev.kopi.adapters.json.JsonBuffer;
import dev.kopi.adapters.json.JsonBuffer.Name;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Headers and blocks as JSON-RPC returns them. */
public final class RpcBlockWriter {
  /** The bytes of a block without its lists. */
  private static final int FIXED_BYTES = 2560;

  private static final Name ADDRESS = new Name("address");
  private static final Name AMOUNT = new Name("amount");
  private static final Name BASE_FEE_PER_GAS = new Name("baseFeePerGas");
  private static final Name BLOB_GAS_USED = new Name("blobGasUsed");
  private static final Name BLOCK_ACCESS_LIST_HASH = new Name("blockAccessListHash");
  private static final Name DIFFICULTY = new Name("difficulty");
  private static final Name EXCESS_BLOB_GAS = new Name("excessBlobGas");
  private static final Name EXTRA_DATA = new Name("extraData");
  private static final Name GAS_LIMIT = new Name("gasLimit");
  private static final Name GAS_USED = new Name("gasUsed");
  private static final Name HASH = new Name("hash");
  private static final Name INDEX = new Name("index");
  private static final Name LOGS_BLOOM = new Name("logsBloom");
  private static final Name MINER = new Name("miner");
  private static final Name MIX_HASH = new Name("mixHash");
  private static final Name NONCE = new Name("nonce");
  private static final Name NUMBER = new Name("number");
  private static final Name PARENT_BEACON_BLOCK_ROOT = new Name("parentBeaconBlockRoot");
  private static final Name PARENT_HASH = new Name("parentHash");
  private static final Name RECEIPTS_ROOT = new Name("receiptsRoot");
  private static final Name REQUESTS_HASH = new Name("requestsHash");
  private static final Name SHA3_UNCLES = new Name("sha3Uncles");
  private static final Name SIZE = new Name("size");
  private static final Name SLOT_NUMBER = new Name("slotNumber");
  private static final Name STATE_ROOT = new Name("stateRoot");
  private static final Name TIMESTAMP = new Name("timestamp");
  private static final Name TRANSACTIONS = new Name("transactions");
  private static final Name TRANSACTIONS_ROOT = new Name("transactionsRoot");
  private static final Name UNCLES = new Name("uncles");
  private static final Name VALIDATOR_INDEX = new Name("validatorIndex");
  private static final Name WITHDRAWALS = new Name("withdrawals");
  private static final Name WITHDRAWALS_ROOT = new Name("withdrawalsRoot");

  private RpcBlockWriter() {}

  /** Writes the transactions of a block, as elements of an array. */
  @FunctionalInterface
  public interface Transactions {
    /** Writes them. */
    void write(JsonBuffer out);
  }

  /** A header, as a node that can only be written again. */
  public static JsonNode header(Header header, Hash hash) {
    JsonBuffer out = new JsonBuffer(FIXED_BYTES).beginObject();
    headerFields(out, header, hash);
    return out.endObject().toOpaqueNode();
  }

  /** An uncle, as a node that can only be written again. */
  public static JsonNode uncle(Header header, Hash hash) {
    JsonBuffer out = new JsonBuffer(FIXED_BYTES).beginObject();
    headerFields(out, header, hash);
    return out.name(UNCLES).beginArray().endArray().endObject().toOpaqueNode();
  }

  private static void headerFields(JsonBuffer out, Header header, Hash hash) {
    if (header.baseFeePerGas() != null) {
      out.name(BASE_FEE_PER_GAS).quantity(header.baseFeePerGas());
    }
    number(out, BLOB_GAS_USED, header.blobGasUsed());
    out.name(DIFFICULTY).quantity(header.difficulty());
    number(out, EXCESS_BLOB_GAS, header.excessBlobGas());
    out.name(EXTRA_DATA).data(header.extraData());
    out.name(GAS_LIMIT).quantity(header.gasLimit());
    out.name(GAS_USED).quantity(header.gasUsed());
    out.name(HASH).data(hash);
    out.name(LOGS_BLOOM).data(header.logsBloom());
    out.name(MINER).data(header.beneficiary());
    out.name(MIX_HASH).data(header.mixHash());
    byte[] nonce = new byte[8];
    BigEndian.putLong(nonce, 0, header.nonce());
    out.name(NONCE).data(Bytes.wrap(nonce));
    out.name(NUMBER).quantity(header.number());
    hash(out, PARENT_BEACON_BLOCK_ROOT, header.parentBeaconBlockRoot());
    out.name(PARENT_HASH).data(header.parentHash());
    out.name(RECEIPTS_ROOT).data(header.receiptsRoot());
    hash(out, REQUESTS_HASH, header.requestsHash());
    out.name(SHA3_UNCLES).data(header.unclesHash());
    out.name(STATE_ROOT).data(header.stateRoot());
    out.name(TIMESTAMP).quantity(header.timestampSeconds());
    out.name(TRANSACTIONS_ROOT).data(header.transactionsRoot());
    hash(out, WITHDRAWALS_ROOT, header.withdrawalsRoot());
    hash(out, BLOCK_ACCESS_LIST_HASH, header.blockAccessListHash());
    number(out, SLOT_NUMBER, header.slotNumber());
  }

  /** A block with the hashes of its transactions. */
  public static JsonBuffer block(Block block) {
    long bytes = 70L * block.transactions().size();
    return block(block, bytes, out -> block.transactions().forEach(one -> out.data(one.hash())));
  }

  /**
   * A whole block.
   *
   * @param expectedBytes about how many bytes its transactions take
   * @param transactions hashes or transactions, as the caller wishes
   */
  public static JsonBuffer block(Block block, long expectedBytes, Transactions transactions) {
    JsonBuffer out = new JsonBuffer(FIXED_BYTES + expectedBytes).beginObject();
    headerFields(out, block.header(), block.hash());
    out.name(SIZE).quantity(block.encodedSize());
    out.name(TRANSACTIONS).beginArray();
    transactions.write(out);
    out.endArray();
    out.name(UNCLES).beginArray();
    block.uncles().forEach(uncle -> out.data(uncle.hash()));
    out.endArray();
    List<Withdrawal> withdrawals = block.withdrawals();
    if (withdrawals != null) {
      out.name(WITHDRAWALS).beginArray();
      withdrawals.forEach(one -> withdrawal(out, one));
      out.endArray();
    }
    return out.endObject();
  }

  private static void withdrawal(JsonBuffer out, Withdrawal one) {
    out.beginObject();
    out.name(INDEX).quantity(one.index());
    out.name(VALIDATOR_INDEX).quantity(one.validatorIndex());
    out.name(ADDRESS).data(one.address());
    out.name(AMOUNT).quantity(one.amountGwei());
    out.endObject();
  }

  private static void number(JsonBuffer out, Name name, @Nullable Long value) {
    if (value != null) {
      out.name(name).quantity(value);
    }
  }

  private static void hash(JsonBuffer out, Name name, @Nullable Hash value) {
    if (value != null) {
      out.name(name).data(value);
    }
  }
}
