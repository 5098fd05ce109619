package dev.kopi.adapters.rpc.client;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Hands the messages of a WebSocket to the calls that await them. */
final class PendingReplies implements WebSocket.Listener {
  private final int maxChars;
  private final Map<Long, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
  private final StringBuilder partial = new StringBuilder();
  private volatile @Nullable IOException closed;
  private volatile long lastReceivedNanos = System.nanoTime();

  /**
   * Nothing is awaited.
   *
   * @param maxChars the largest message to accept
   */
  PendingReplies(int maxChars) {
    this.maxChars = maxChars;
  }

  /** Whether anything was received since a time of {@link System#nanoTime}. */
  boolean receivedSince(long nanos) {
    return lastReceivedNanos - nanos > 0;
  }

  boolean isClosed() {
    return closed != null;
  }

  /** The message that answers an id: a reply, or the replies of a batch whose first id it is. */
  CompletableFuture<JsonNode> await(long id) {
    CompletableFuture<JsonNode> reply = new CompletableFuture<>();
    pending.put(id, reply);
    IOException reason = closed;
    if (reason != null) {
      reply.completeExceptionally(reason);
    }
    return reply;
  }

  void forget(long id) {
    pending.remove(id);
  }

  /** Fails all that await a message. */
  void close(String reason) {
    IOException failure = new IOException(reason);
    closed = failure;
    pending.values().forEach(reply -> reply.completeExceptionally(failure));
  }

  @Override
  public void onOpen(WebSocket socket) {
    socket.request(1);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    lastReceivedNanos = System.nanoTime();
    if (partial.length() + data.length() > maxChars) {
      close("a response is larger than " + maxChars + " bytes");
      socket.abort();
      return null;
    }
    partial.append(data);
    if (last) {
      deliver(partial.toString());
      partial.setLength(0);
      partial.trimToSize();
    }
    socket.request(1);
    return null;
  }

  private void deliver(String text) {
    JsonNode message;
    try {
      message = Json.parse(text.getBytes(StandardCharsets.UTF_8));
    } catch (DecodeException e) {
      close("a response is not JSON: " + e.getMessage());
      return;
    }
    Long id = message.isArray() ? firstId(message) : RpcMessages.id(message);
    CompletableFuture<JsonNode> reply = id == null ? null : pending.get(id);
    if (reply != null) {
      reply.complete(message);
    } else if (id == null && message.path("error").isObject()) {
      // An error without the id of a call: it is not known whose it is.
      close("the server returned: " + message.path("error").path("message").asString(""));
    }
  }

  /** The smallest id of a batch's replies, which come in any order. */
  private static @Nullable Long firstId(JsonNode batch) {
    Long first = null;
    for (JsonNode reply : batch.values()) {
      Long id = RpcMessages.id(reply);
      if (id != null && (first == null || id < first)) {
        first = id;
      }
    }
    return first;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    close("the server closed the WebSocket: " + code + (reason.isEmpty() ? "" : " " + reason));
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable failure) {
    close("the WebSocket failed: " + failure);
  }
}
