package dev.kopi.apps.devnet;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.SyncStatus;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far a devnet has come.
 *
 * @param l1Head the number of L1's head
 * @param l1Safe of its safe block
 * @param l1Finalized of its final block
 * @param sequencer the sync status of the sequencer's node, or null when it is left out
 * @param verifier the sync status of the verifier's node, or null when it is left out
 * @param lastBatch the newest batcher transaction, or null when there is none
 * @param lastProposal the newest proposal, or null when there is none
 * @param vitals the health of the roles and the memory, or null when it is not known
 */
public record DevnetStatus(
    long l1Head,
    long l1Safe,
    long l1Finalized,
    @Nullable SyncStatus sequencer,
    @Nullable SyncStatus verifier,
    @Nullable Batch lastBatch,
    @Nullable Proposal lastProposal,
    @Nullable DevnetVitals vitals) {

  /**
   * A batcher transaction on L1.
   *
   * @param transaction its hash
   * @param l1Block the number of its block
   */
  public record Batch(Hash transaction, long l1Block) {}

  /**
   * A dispute game that claims an output root.
   *
   * @param game the game's contract
   * @param l2Block the number of the block it is about
   */
  public record Proposal(Address game, long l2Block) {}

  /** The form for scripts. */
  public ObjectNode toJson() {
    ObjectNode l1 = Json.object();
    l1.put("head", l1Head).put("safe", l1Safe).put("finalized", l1Finalized);
    ObjectNode json = Json.object();
    json.set("l1", l1);
    json.set("sequencer", heads(sequencer));
    json.set("verifier", heads(verifier));
    ObjectNode batch = Json.object();
    if (lastBatch != null) {
      batch.put("tx", lastBatch.transaction().toHex()).put("l1Block", lastBatch.l1Block());
    }
    json.set("lastBatch", lastBatch == null ? nothing() : batch);
    ObjectNode proposal = Json.object();
    if (lastProposal != null) {
      proposal.put("game", lastProposal.game().toHex()).put("l2Block", lastProposal.l2Block());
    }
    json.set("lastProposal", lastProposal == null ? nothing() : proposal);
    if (vitals != null) {
      ObjectNode more = vitals.toJson();
      json.set("roles", more.get("roles"));
      json.set("memory", more.get("memory"));
      if (more.has("games")) {
        json.set("games", more.get("games"));
      }
    }
    return json;
  }

  private static JsonNode heads(@Nullable SyncStatus status) {
    if (status == null) {
      return nothing();
    }
    ObjectNode json = Json.object();
    json.set("unsafe", block(status.unsafeL2().id()));
    json.set("safe", block(status.safeL2().id()));
    json.set("finalized", block(status.finalizedL2().id()));
    return json;
  }

  private static ObjectNode block(BlockId id) {
    return Json.object().put("number", id.number()).put("hash", id.hash().toHex());
  }

  private static JsonNode nothing() {
    return Json.mapper().nullNode();
  }

  /** The form for people: one line. */
  public String toLine() {
    StringBuilder line = new StringBuilder();
    line.append("L1 ").append(l1Head);
    SyncStatus shown = sequencer != null ? sequencer : verifier;
    if (shown != null) {
      line.append(" · L2 unsafe ").append(shown.unsafeL2().number());
      line.append(", safe ").append(shown.safeL2().number());
      line.append(", finalized ").append(shown.finalizedL2().number());
    }
    if (verifier != null && sequencer != null) {
      line.append(" · verifier safe ").append(verifier.safeL2().number());
    }
    line.append(" · batch ");
    line.append(lastBatch == null ? "none yet" : "in L1 block " + lastBatch.l1Block());
    line.append(" · proposal ");
    line.append(lastProposal == null ? "none yet" : "of L2 block " + lastProposal.l2Block());
    if (vitals != null) {
      line.append(vitals.toText());
    }
    return line.toString();
  }
}
