package dev.kopi.adapters.contracts.dispute;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.StringNode;

/**
 * Reads contracts at one block, many calls to a request.
 *
 * <p>All methods throw {@link RpcException} when the node returns an error, {@link
 * dev.kopi.adapters.rpc.RpcTransportException} when it does not respond, and {@link
 * dev.kopi.core.primitives.DecodeException} when the response is malformed.
 */
public final class BatchReader {
  /** As many calls in a batch as go-ethereum's servers take at least. */
  private static final int MAX_BATCH = 100;

  private final RpcClient rpc;

  /** Reads through a connection. */
  public BatchReader(RpcClient rpc) {
    this.rpc = rpc;
  }

  /**
   * A call that reads.
   *
   * @param to the contract
   * @param data the selector and the arguments
   */
  public record Read(Address to, Bytes data) {
    /** A call of a function by its signature. */
    public static Read of(Address to, String signature, AbiValue... arguments) {
      return new Read(to, AbiEncoder.call(signature, arguments));
    }
  }

  /**
   * Makes calls at one block; all of them must succeed.
   *
   * @param block a number in hex, a hash, or a tag
   * @return what they return, in their order
   */
  public List<AbiReader> read(List<Read> calls, String block) {
    List<AbiReader> answers = new ArrayList<>(calls.size());
    for (RpcClient.Reply reply : batches(calls, block)) {
      answers.add(AbiReader.of(JsonFields.asBytes(reply.get(), "result")));
    }
    return answers;
  }

  /**
   * Makes calls at one block, of which some may revert or have no code behind them.
   *
   * @return what they return, in their order; null for those that revert or return nothing
   */
  public List<@Nullable AbiReader> tryRead(List<Read> calls, String block) {
    List<@Nullable AbiReader> answers = new ArrayList<>(calls.size());
    for (RpcClient.Reply reply : batches(calls, block)) {
      answers.add(orNull(reply));
    }
    return answers;
  }

  private static @Nullable AbiReader orNull(RpcClient.Reply reply) {
    try {
      Bytes data = JsonFields.asBytes(reply.get(), "result");
      return data.isEmpty() ? null : AbiReader.of(data);
    } catch (RpcException e) {
      if (e.code() == RpcException.EXECUTION_REVERTED || e.text().contains("revert")) {
        return null;
      }
      throw e;
    }
  }

  /** Makes one call. */
  public AbiReader read(String block, Address to, String signature, AbiValue... arguments) {
    return read(List.of(Read.of(to, signature, arguments)), block).getFirst();
  }

  /** A block parameter that names a block by its hash. */
  public static String at(Hash block) {
    return block.toHex();
  }

  private List<RpcClient.Reply> batches(List<Read> calls, String block) {
    List<RpcClient.Reply> replies = new ArrayList<>(calls.size());
    for (int from = 0; from < calls.size(); from += MAX_BATCH) {
      List<RpcClient.Call> batch = new ArrayList<>();
      for (Read read : calls.subList(from, Math.min(from + MAX_BATCH, calls.size()))) {
        batch.add(
            new RpcClient.Call(
                "eth_call",
                List.of(
                    Json.object().put("to", read.to().toHex()).put("input", read.data().toHex()),
                    StringNode.valueOf(block))));
      }
      replies.addAll(rpc.batch(batch));
    }
    return replies;
  }
}
