package dev.kopi.adapters.rpc.client;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A blocking, thread-safe JSON-RPC client. */
public interface RpcClient extends AutoCloseable {
  /**
   * Calls a method.
   *
   * @return the result; a JSON null is a node, never null
   * @throws RpcException when the server returns an error
   * @throws RpcTransportException when it does not respond
   */
  default JsonNode call(String method, JsonNode... params) {
    return batch(List.of(new Call(method, List.of(params)))).get(0).get();
  }

  /**
   * Calls several methods in a batch.
   *
   * @return the replies in the order of the calls
   * @throws RpcTransportException when the server does not respond to all of them
   */
  List<Reply> batch(List<Call> calls);

  /** Closes the connections. */
  @Override
  void close();

  /**
   * A method with its positional parameters.
   *
   * @param method the method
   * @param params the parameters
   */
  record Call(String method, List<JsonNode> params) {
    /** Copies the parameters. */
    public Call {
      params = List.copyOf(params);
    }
  }

  /**
   * The response to one call: a result or an error.
   *
   * @param result the result
   * @param error the error
   */
  record Reply(@Nullable JsonNode result, @Nullable RpcException error) {
    /**
     * The result.
     *
     * @throws RpcException when there is an error instead
     */
    public JsonNode get() {
      if (result == null) {
        throw error == null
            ? new RpcException(RpcException.INTERNAL_ERROR, "neither result nor error")
            : error;
      }
      return result;
    }
  }
}
