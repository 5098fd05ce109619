package dev.kopi.adapters.contracts.dispute;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.StringNode;

/** Contracts that answer as they are told, and revert otherwise. */
final class FakeContracts implements RpcClient {
  final List<Integer> batchSizes = new ArrayList<>();
  final List<String> blocks = new ArrayList<>();
  private final Map<BatchReader.Read, Bytes> answers = new HashMap<>();

  static Address contract(int number) {
    return Address.fromWord(UInt256.of(0xc0de_0000L + number));
  }

  FakeContracts answer(Address to, String signature, List<AbiValue> arguments, AbiValue... result) {
    answers.put(
        BatchReader.Read.of(to, signature, arguments.toArray(AbiValue[]::new)),
        AbiEncoder.encode(result));
    return this;
  }

  @Override
  public List<Reply> batch(List<Call> calls) {
    batchSizes.add(calls.size());
    return calls.stream().map(this::reply).toList();
  }

  private Reply reply(Call call) {
    blocks.add(call.params().get(1).stringValue());
    BatchReader.Read read =
        new BatchReader.Read(
            JsonFields.address(call.params().getFirst(), "to"),
            JsonFields.bytes(call.params().getFirst(), "input"));
    Bytes answer = answers.get(read);
    return answer == null
        ? new Reply(null, new RpcException(RpcException.EXECUTION_REVERTED, "execution reverted"))
        : new Reply(StringNode.valueOf(answer.toHex()), null);
  }

  @Override
  public void close() {}
}
