package dev.kopi.tests.conformance.dispute;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.core.execution.transaction.TransactionOutcome.Executed;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Answers {@code eth_call} from the state of a chain, whichever block is asked for. */
record ChainRpc(Chain chain) implements RpcClient {
  @Override
  public List<Reply> batch(List<Call> calls) {
    return calls.stream().map(this::answer).toList();
  }

  private Reply answer(Call call) {
    JsonNode message = call.params().getFirst();
    Executed executed =
        chain.send(
            Address.ZERO,
            JsonFields.address(message, "to"),
            UInt256.ZERO,
            JsonFields.bytes(message, "input"));
    return executed.success()
        ? new Reply(StringNode.valueOf(executed.output().toHex()), null)
        : new Reply(null, new RpcException(RpcException.EXECUTION_REVERTED, "reverted"));
  }

  @Override
  public void close() {}
}
