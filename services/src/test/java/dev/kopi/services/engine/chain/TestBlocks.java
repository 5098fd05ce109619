package dev.kopi.services.engine.chain;

import static dev.kopi.services.engine.EngineRig.CRYPTO;
import static dev.kopi.services.engine.EngineRig.l1;
import static dev.kopi.services.engine.EngineRig.l1Attributes;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.execution.block.Payloads;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.EngineRig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Blocks of a new chain under L1 rules, built by an engine. */
final class TestBlocks {
  private TestBlocks() {}

  /** Builds so many blocks above one, {@code step} seconds apart. */
  static List<Block> above(EngineRig source, Hash parent, int count, int step) {
    List<Block> out = new ArrayList<>();
    Hash head = parent;
    for (int i = 0; i < count; i++) {
      long time = Objects.requireNonNull(source.store().header(head)).timestampSeconds() + step;
      source.update(head, null);
      out.add(next(source, head, time));
      head = out.getLast().hash();
    }
    return out;
  }

  private static Block next(EngineRig source, Hash parent, long time) {
    PayloadEnvelope taken = source.take(5, parent, l1Attributes(time));
    source.give(5, taken);
    ExecutionPayload payload = taken.payload();
    return Payloads.block(
        payload,
        l1().rules(payload.blockNumber(), time, true),
        taken.parentBeaconBlockRoot(),
        taken.executionRequests(),
        CRYPTO.sha256());
  }

  /** The same block with another state root. */
  static Block corrupt(Block block) {
    HeaderBuilder header =
        block.header().toBuilder().stateRoot(Hash.fromHex("0x" + "ab".repeat(32)));
    return new Block(header.build(), block.transactions(), block.uncles(), block.withdrawals());
  }

  /** The same block with another parent. */
  static Block onTopOf(Block parent, Block block) {
    HeaderBuilder header = block.header().toBuilder().parentHash(parent.hash());
    return new Block(header.build(), block.transactions(), block.uncles(), block.withdrawals());
  }
}
