package dev.kopi.services.challenger.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.rollup.RollupNodeJson;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.dispute.solver.TraceException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollupNodesTest {
  private static final EthClient NOTHING =
      new EthClient((method, params) -> {
        throw new RpcTransportException("away");
      });

  private static RollupClient node(long safe) {
    return new RollupClient((method, params) ->
        RollupNodeJson.writeSafeHead(
            new BlockId(Hash.ZERO, 5), new BlockId(Hash.ofWords(0, 0, 0, safe), safe)));
  }

  private static RollupNodes nodes(RollupClient... all) {
    return new RollupNodes(List.of(all), NOTHING, null);
  }

  @Test
  void oneNodeIsBelieved() {
    assertThat(nodes(node(9)).safeHeadAt(5)).isEqualTo(9);
  }

  @Test
  void nodesThatAgreeAreBelieved() {
    assertThat(nodes(node(9), node(9)).safeHeadAt(5)).isEqualTo(9);
  }

  @Test
  void nodesThatDoNotAgreeStopTheGame() {
    assertThatThrownBy(() -> nodes(node(9), node(8)).safeHeadAt(5))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("do not agree on the safe head at L1 block 5: [9, 8]")
        .hasMessageContaining("leave it out of --rollup-rpc");
  }

  @Test
  void aNodeThatIsAwayStopsTheGame() {
    RollupClient away =
        new RollupClient((method, params) -> {
          throw new RpcTransportException("connection refused");
        });
    assertThatThrownBy(() -> nodes(node(9), away).safeHeadAt(5))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("connection refused");
  }

  @Test
  void anAnswerThatIsMalformedStopsTheGame() {
    RollupClient broken = new RollupClient((method, params) -> Json.object());
    assertThatThrownBy(() -> nodes(broken).output(3)).isInstanceOf(TraceException.class);
  }

  @Test
  void blockNumbersAreNotChallengedWithoutAnExecutionNode() {
    assertThatThrownBy(() -> nodes(node(1)).l2Header(3))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("--l2-eth-rpc");
    assertThatThrownBy(() -> nodes(node(1)).l1Number(Hash.ZERO))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("away");
  }
}
