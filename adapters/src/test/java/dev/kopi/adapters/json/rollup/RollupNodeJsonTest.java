package dev.kopi.adapters.json.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.OutputRoot;
import dev.kopi.core.rollup.SyncStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RollupNodeJsonTest {
  private static final L2BlockRef BLOCK =
      new L2BlockRef(hash(1), 7, hash(2), 1_700_000_014, new BlockId(hash(3), 5), 2);
  private static final SyncStatus STATUS =
      new SyncStatus(l1(1), l1(2), l1(3), l1(4), BLOCK, BLOCK, SyncStatus.NO_L2, BLOCK);

  @Test
  void writesTheFieldsOfTheReferenceInItsOrder() {
    assertThat(RollupNodeJson.write(STATUS).propertyNames())
        .isEqualTo(
            new java.util.LinkedHashSet<>(
                List.of(
                    "current_l1",
                    "current_l1_finalized",
                    "head_l1",
                    "safe_l1",
                    "finalized_l1",
                    "unsafe_l2",
                    "safe_l2",
                    "finalized_l2",
                    "pending_safe_l2",
                    "cross_unsafe_l2",
                    "local_safe_l2")));
    assertThat(Json.text(RollupNodeJson.write(BLOCK)))
        .isEqualTo(
            "{\"hash\":\""
                + hash(1)
                + "\",\"number\":7,\"parentHash\":\""
                + hash(2)
                + "\",\"timestamp\":1700000014,\"l1origin\":{\"hash\":\""
                + hash(3)
                + "\",\"number\":5},\"sequenceNumber\":2}");
  }

  @Test
  void readsWhatItWrites() {
    assertThat(RollupNodeJson.syncStatus(RollupNodeJson.write(STATUS))).isEqualTo(STATUS);
    RollupNodeJson.Output output =
        new RollupNodeJson.Output(new OutputRoot(hash(8), hash(9), BLOCK.hash()), BLOCK, STATUS);
    assertThat(RollupNodeJson.output(RollupNodeJson.write(output))).isEqualTo(output);
  }

  @Test
  void refusesAnOutputRootThatIsNotOfItsParts() {
    RollupNodeJson.Output output =
        new RollupNodeJson.Output(new OutputRoot(hash(8), hash(9), BLOCK.hash()), BLOCK, STATUS);
    ObjectNode json = RollupNodeJson.write(output).put("stateRoot", hash(7).toHex());
    assertThatThrownBy(() -> RollupNodeJson.output(json)).isInstanceOf(DecodeException.class);
  }

  private static Hash hash(long n) {
    return Hash.ofWords(n, 0, 0, n);
  }

  private static L1BlockRef l1(long n) {
    return new L1BlockRef(hash(n), n, hash(n - 1), 1_700_000_000 + n);
  }
}
