package dev.kopi.adapters.json.rollup;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.OutputRoot;
import dev.kopi.core.rollup.SyncStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What rollup nodes answer, in the reference's field names; numbers are plain.
 *
 * @see <a href="https://specs.optimism.io/protocol/rollup-node.html#l2-output-rpc-method">L2 output
 *     RPC method</a>
 */
public final class RollupNodeJson {
  private RollupNodeJson() {}

  /** Hash and number. */
  public static ObjectNode write(BlockId id) {
    return Json.object().put("hash", id.hash().toHex()).put("number", id.number());
  }

  /** Reads hash and number. */
  public static BlockId blockId(JsonNode json) {
    return new BlockId(JsonFields.hash(json, "hash"), JsonFields.number(json, "number"));
  }

  /** An L1 block. */
  public static ObjectNode write(L1BlockRef ref) {
    return write(ref.id())
        .put("parentHash", ref.parentHash().toHex())
        .put("timestamp", ref.timestampSeconds());
  }

  /** Reads an L1 block. */
  public static L1BlockRef l1Ref(JsonNode json) {
    return new L1BlockRef(
        JsonFields.hash(json, "hash"),
        JsonFields.number(json, "number"),
        JsonFields.hash(json, "parentHash"),
        JsonFields.number(json, "timestamp"));
  }

  /** An L2 block. */
  public static ObjectNode write(L2BlockRef ref) {
    ObjectNode json =
        write(ref.id())
            .put("parentHash", ref.parentHash().toHex())
            .put("timestamp", ref.timestampSeconds());
    json.set("l1origin", write(ref.l1Origin()));
    return json.put("sequenceNumber", ref.sequenceNumber());
  }

  /** Reads an L2 block. */
  public static L2BlockRef l2Ref(JsonNode json) {
    return new L2BlockRef(
        JsonFields.hash(json, "hash"),
        JsonFields.number(json, "number"),
        JsonFields.hash(json, "parentHash"),
        JsonFields.number(json, "timestamp"),
        blockId(JsonFields.required(json, "l1origin")),
        JsonFields.number(json, "sequenceNumber"));
  }

  /** The answer of {@code optimism_syncStatus}. */
  public static ObjectNode write(SyncStatus status) {
    ObjectNode json = Json.object();
    json.set("current_l1", write(status.currentL1()));
    json.set("current_l1_finalized", write(status.finalizedL1()));
    json.set("head_l1", write(status.headL1()));
    json.set("safe_l1", write(status.safeL1()));
    json.set("finalized_l1", write(status.finalizedL1()));
    json.set("unsafe_l2", write(status.unsafeL2()));
    json.set("safe_l2", write(status.safeL2()));
    json.set("finalized_l2", write(status.finalizedL2()));
    json.set("pending_safe_l2", write(status.pendingSafeL2()));
    json.set("cross_unsafe_l2", write(status.unsafeL2()));
    json.set("local_safe_l2", write(status.safeL2()));
    return json;
  }

  /** Reads the answer of {@code optimism_syncStatus}. */
  public static SyncStatus syncStatus(JsonNode json) {
    @Nullable JsonNode localSafe = JsonFields.optional(json, "local_safe_l2");
    JsonNode safe = JsonFields.required(json, "safe_l2");
    return new SyncStatus(
        l1Ref(JsonFields.required(json, "current_l1")),
        l1Ref(JsonFields.required(json, "head_l1")),
        l1Ref(JsonFields.required(json, "safe_l1")),
        l1Ref(JsonFields.required(json, "finalized_l1")),
        l2Ref(JsonFields.required(json, "unsafe_l2")),
        l2Ref(localSafe == null ? safe : localSafe),
        l2Ref(JsonFields.required(json, "finalized_l2")),
        l2Ref(JsonFields.required(json, "pending_safe_l2")));
  }

  /**
   * The answer of {@code optimism_outputAtBlock}.
   *
   * @param root what the output root is made of
   * @param block the L2 block
   * @param status what the node knew when it was asked
   */
  public record Output(OutputRoot root, L2BlockRef block, SyncStatus status) {
    /** The output root itself. */
    public Hash hash() {
      return root.hash();
    }
  }

  /** The answer of {@code optimism_outputAtBlock}. */
  public static ObjectNode write(Output output) {
    ObjectNode json =
        Json.object()
            .put("version", OutputRoot.VERSION.toHex())
            .put("outputRoot", output.hash().toHex());
    json.set("blockRef", write(output.block()));
    json.put("withdrawalStorageRoot", output.root().messagePasserStorageRoot().toHex());
    json.put("stateRoot", output.root().stateRoot().toHex());
    json.set("syncStatus", write(output.status()));
    return json;
  }

  /**
   * Reads the answer of {@code optimism_outputAtBlock}.
   *
   * @throws dev.kopi.core.primitives.DecodeException when the root is not the hash of its parts
   */
  public static Output output(JsonNode json) {
    L2BlockRef block = l2Ref(JsonFields.required(json, "blockRef"));
    OutputRoot root =
        new OutputRoot(
            JsonFields.hash(json, "stateRoot"),
            JsonFields.hash(json, "withdrawalStorageRoot"),
            block.hash());
    if (!root.hash().equals(JsonFields.hash(json, "outputRoot"))) {
      throw new dev.kopi.core.primitives.DecodeException(
          "the output root of L2 block " + block.number() + " is not that of its parts");
    }
    return new Output(root, block, syncStatus(JsonFields.required(json, "syncStatus")));
  }

  /** The answer of {@code optimism_safeHeadAtL1Block}. */
  public static ObjectNode writeSafeHead(BlockId l1, BlockId safeHead) {
    ObjectNode json = Json.object();
    json.set("l1Block", write(l1));
    json.set("safeHead", write(safeHead));
    return json;
  }

  /** Reads the safe head of {@code optimism_safeHeadAtL1Block}'s answer. */
  public static BlockId safeHead(JsonNode json) {
    return blockId(JsonFields.required(json, "safeHead"));
  }
}
