package dev.kopi.adapters.rpc.dispatch;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.primitives.DecodeException;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Handles JSON-RPC requests and batches, independent of the transport.
 *
 * @see <a href="https://www.jsonrpc.org/specification">JSON-RPC 2.0</a>
 */
public final class RpcDispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(RpcDispatcher.class);
  private static final JsonNode NO_PARAMS = Json.array();

  /** The time after which the remaining calls of a batch are refused, as in go-ethereum. */
  private static final long MAX_BATCH_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final RpcMethods methods;
  private final RpcLimits limits;
  private final RpcObserver observer;
  private final LongSupplier nanos;

  /** A dispatcher to some methods. */
  public RpcDispatcher(RpcMethods methods, RpcLimits limits, RpcObserver observer) {
    this(methods, limits, observer, System::nanoTime);
  }

  /** As above, on a clock of its own. */
  RpcDispatcher(RpcMethods methods, RpcLimits limits, RpcObserver observer, LongSupplier nanos) {
    this.methods = methods;
    this.limits = limits;
    this.observer = observer;
    this.nanos = nanos;
  }

  /** The subscriptions of a connection that can push events. */
  public interface Streams {
    /**
     * Starts a subscription, whose events are held back until the response is sent; returns its id.
     */
    String open(String namespace, Subscribable stream, Params params);

    /** Ends a subscription; false when there is none with this id. */
    boolean close(String id);
  }

  /**
   * Handles a request or a batch.
   *
   * @param caller who calls
   * @param streams the subscriptions of the connection, or null when it cannot push events
   * @return the response, or null when there were only notifications
   */
  public byte @Nullable [] answer(byte[] body, Caller caller, @Nullable Streams streams) {
    JsonNode request;
    try {
      request = Json.parse(body);
    } catch (DecodeException e) {
      return Json.write(error(JsonValues.nothing(), RpcException.PARSE_ERROR, "parse error", null));
    }
    if (request.isArray()) {
      return answerBatch(request, caller, streams);
    }
    ObjectNode answer = answerOne(request, caller, streams);
    return answer == null ? null : Json.write(answer);
  }

  private byte @Nullable [] answerBatch(JsonNode batch, Caller caller, @Nullable Streams streams) {
    if (batch.isEmpty()) {
      return Json.write(
          error(JsonValues.nothing(), RpcException.INVALID_REQUEST, "empty batch", null));
    }
    if (batch.size() > limits.maxBatchItems()) {
      ObjectNode refusal =
          error(id(batch.get(0)), RpcException.INVALID_REQUEST, "batch too large", null);
      return Json.write(Json.array().add(refusal));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long end = nanos.getAsLong() + MAX_BATCH_NANOS;
    for (JsonNode request : batch.values()) {
      ObjectNode answer;
      if (out.size() > limits.maxResponseBytes()) {
        answer = refuse(request, RpcException.RESPONSE_TOO_LARGE, "response too large");
      } else if (nanos.getAsLong() - end > 0) {
        answer = refuse(request, RpcException.TIMEOUT, "request timed out");
      } else {
        answer = answerOne(request, caller, streams);
        // Virtual threads are not preempted: others have their turn between two calls.
        Thread.yield();
      }
      if (answer != null) {
        out.write(out.size() == 0 ? '[' : ',');
        out.writeBytes(Json.write(answer));
      }
    }
    if (out.size() == 0) {
      return null;
    }
    out.write(']');
    return out.toByteArray();
  }

  private static @Nullable ObjectNode refuse(JsonNode request, int code, String message) {
    return isNotification(request) ? null : error(id(request), code, message, null);
  }

  private static boolean isNotification(JsonNode request) {
    return request.isObject() && !request.has("id") && request.path("method").isString();
  }

  private static JsonNode id(@Nullable JsonNode request) {
    JsonNode id = request == null || !request.isObject() ? null : request.get("id");
    return id == null || id.isContainer() ? JsonValues.nothing() : id;
  }

  private @Nullable ObjectNode answerOne(
      JsonNode request, Caller caller, @Nullable Streams streams) {
    if (!request.isObject()
        || !"2.0".equals(request.path("jsonrpc").stringValue(null))
        || !request.path("method").isString()
        || request.path("id").isContainer()) {
      return error(id(request), RpcException.INVALID_REQUEST, "invalid request", null);
    }
    JsonNode params = request.path("params");
    if (params.isMissingNode() || params.isNull()) {
      params = NO_PARAMS;
    }
    String method = request.path("method").stringValue();
    ObjectNode answer =
        params.isArray()
            ? call(id(request), method, new Params(params, caller), streams)
            : error(id(request), RpcException.INVALID_PARAMS, "non-array args", null);
    return isNotification(request) ? null : answer;
  }

  private ObjectNode call(JsonNode id, String method, Params params, @Nullable Streams streams) {
    long start = System.nanoTime();
    RpcHandler handler = handler(method, streams);
    int code = 0;
    try {
      if (handler == null) {
        throw new RpcException(
            RpcException.METHOD_NOT_FOUND,
            "the method " + shorten(method) + " does not exist/is not available");
      }
      if (params.caller().foreignPage() && isPrivileged(method)) {
        throw new RpcException(
            RpcException.INVALID_REQUEST,
            method + " is not available to web pages of other origins");
      }
      JsonNode result = handler.handle(params);
      ObjectNode answer = Json.object();
      answer.put("jsonrpc", "2.0");
      answer.set("id", id);
      answer.set("result", result == null ? JsonValues.nothing() : result);
      return answer;
    } catch (RpcException e) {
      code = e.code();
      return error(id, e.code(), e.text(), e.data());
    } catch (DecodeException e) {
      code = RpcException.INVALID_PARAMS;
      return error(id, code, "invalid argument: " + e.getMessage(), null);
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("{} failed", method, e);
      code = RpcException.INTERNAL_ERROR;
      return error(id, code, "internal error", null);
    } finally {
      observer.answered(handler == null ? "unknown" : method, System.nanoTime() - start, code);
    }
  }

  /** Whether a method controls the node, rather than reading from it or sending transactions. */
  private static boolean isPrivileged(String method) {
    return method.startsWith("admin_")
        || method.startsWith("miner_")
        || method.startsWith("engine_")
        || method.startsWith("testing_");
  }

  private @Nullable RpcHandler handler(String method, @Nullable Streams streams) {
    RpcHandler handler = methods.handler(method);
    if (handler != null) {
      return handler;
    }
    if (method.equals("rpc_modules")) {
      return params -> modules();
    }
    int end = method.indexOf('_');
    String namespace = end < 0 ? "" : method.substring(0, end);
    if (!methods.hasStreams(namespace)) {
      return null;
    }
    return switch (method.substring(end + 1)) {
      case "subscribe" -> params -> subscribe(namespace, params, streams);
      case "unsubscribe" -> params -> unsubscribe(params, streams);
      default -> null;
    };
  }

  /** The served namespaces with their versions. */
  private JsonNode modules() {
    ObjectNode json = Json.object();
    methods.namespaces().forEach(namespace -> json.put(namespace, "1.0"));
    return json.put("rpc", "1.0");
  }

  private JsonNode subscribe(String namespace, Params params, @Nullable Streams streams) {
    if (streams == null) {
      throw RpcException.server("notifications not supported");
    }
    String name = params.text(0);
    Subscribable stream = methods.stream(namespace, name);
    if (stream == null) {
      throw new RpcException(
          RpcException.METHOD_NOT_FOUND,
          "no \"" + shorten(name) + "\" subscription in " + namespace + " namespace");
    }
    return JsonValues.text(streams.open(namespace, stream, params.skip(1)));
  }

  private static JsonNode unsubscribe(Params params, @Nullable Streams streams) {
    if (streams == null) {
      throw RpcException.server("notifications not supported");
    }
    if (!streams.close(params.text(0))) {
      throw RpcException.server("subscription not found");
    }
    return JsonValues.bool(true);
  }

  private static String shorten(String name) {
    return name.length() <= 100 ? name : name.substring(0, 100) + "…";
  }

  private static ObjectNode error(JsonNode id, int code, String message, @Nullable JsonNode data) {
    ObjectNode answer = Json.object();
    answer.put("jsonrpc", "2.0");
    answer.set("id", id);
    ObjectNode error = answer.putObject("error");
    error.put("code", code).put("message", message);
    if (data != null) {
      error.set("data", data);
    }
    return answer;
  }
}
