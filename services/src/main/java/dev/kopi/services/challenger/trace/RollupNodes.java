package dev.kopi.services.challenger.trace;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.dispute.solver.TraceException;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.OutputRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Own nodes behind their RPC. When there are several rollup nodes they must agree: a challenger
 * that believed a node that lies would lose its bonds.
 *
 * @param nodes rollup nodes, at least one
 * @param l1 an L1 node
 * @param l2 an L2 execution node; null when block numbers cannot be challenged
 */
public record RollupNodes(List<RollupClient> nodes, EthClient l1, @Nullable EthClient l2)
    implements RollupSource {
  /** Copies the list. */
  public RollupNodes {
    nodes = List.copyOf(nodes);
  }

  @Override
  public OutputRoot output(long l2Block) {
    return agreed(
        "the output root of L2 block " + l2Block, node -> node.outputAtBlock(l2Block).root());
  }

  @Override
  public long safeHeadAt(long l1Block) {
    return agreed(
        "the safe head at L1 block " + l1Block, node -> node.safeHeadAtL1Block(l1Block).number());
  }

  @Override
  public long currentL1() {
    return all("the sync status", node -> node.syncStatus().currentL1().number()).stream()
        .mapToLong(Long::longValue)
        .min()
        .orElse(0);
  }

  private <T> T agreed(String what, Function<RollupClient, T> question) {
    List<T> answers = all(what, question);
    if (answers.stream().distinct().count() > 1) {
      throw new TraceException(
          "the rollup nodes do not agree on "
              + what
              + ": "
              + answers
              + "; find out which one is wrong and leave it out of --rollup-rpc");
    }
    return answers.getFirst();
  }

  private <T> List<T> all(String what, Function<RollupClient, T> question) {
    List<T> answers = new ArrayList<>();
    for (RollupClient node : nodes) {
      answers.add(ask("a rollup node did not tell " + what, () -> question.apply(node)));
    }
    return answers;
  }

  private static <T> T ask(String failure, Supplier<T> question) {
    try {
      return question.get();
    } catch (RpcException | RpcTransportException | DecodeException e) {
      throw new TraceException(failure + ": " + e.getMessage(), e);
    }
  }

  @Override
  public long l1Number(Hash l1Block) {
    Header header = ask("L1 did not tell block " + l1Block, () -> l1.headerByHash(l1Block));
    if (header == null) {
      throw new TraceException("L1 does not have block " + l1Block);
    }
    return header.number();
  }

  @Override
  public Bytes l2Header(long l2Block) {
    EthClient node = l2;
    if (node == null) {
      throw new TraceException("no L2 execution node is configured: set --l2-eth-rpc");
    }
    Header header =
        ask("L2 did not tell block " + l2Block, () -> node.header(EthClient.at(l2Block)));
    if (header == null) {
      throw new TraceException("the L2 execution node does not have block " + l2Block);
    }
    return HeaderCodec.encode(header);
  }
}
