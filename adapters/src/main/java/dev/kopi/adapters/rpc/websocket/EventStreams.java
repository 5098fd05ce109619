package dev.kopi.adapters.rpc.websocket;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.EventSource;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcDispatcher;
import dev.kopi.adapters.rpc.dispatch.Subscribable;
import dev.kopi.core.primitives.Hex;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The subscriptions of a WebSocket connection. They take turns: events are not queued here, so a
 * client that reads slowly falls behind at the source, which ends the connection when events are
 * lost.
 */
final class EventStreams implements OutgoingFrames.Events {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The most events that one subscription sends before the next one's turn. */
  private static final int EVENTS_PER_TURN = 16;

  private final int most;
  private final Runnable wake;
  private final Map<String, Stream> streams = new LinkedHashMap<>();
  private final Deque<Stream> turns = new ArrayDeque<>();
  private int sentInTurn;
  private boolean ended;

  /**
   * No subscriptions.
   *
   * @param most the most there may be
   * @param wake called from any thread when there may be new events
   */
  EventStreams(int most, Runnable wake) {
    this.most = most;
    this.wake = wake;
  }

  @Override
  public byte @Nullable [] next() {
    boolean newRound = false;
    while (true) {
      Stream stream = turns.poll();
      if (stream != null) {
        byte[] event = stream.next();
        if (event != null) {
          sentInTurn++;
          if (sentInTurn < EVENTS_PER_TURN) {
            turns.addFirst(stream);
          } else {
            sentInTurn = 0;
          }
          return event;
        }
        sentInTurn = 0;
      } else if (newRound) {
        return null;
      } else {
        newRound = true;
        synchronized (streams) {
          turns.addAll(streams.values());
        }
      }
    }
  }

  /** Ends all subscriptions, and lets none begin. */
  @Override
  public void end() {
    List<Stream> left;
    synchronized (streams) {
      ended = true;
      left = new ArrayList<>(streams.values());
      streams.clear();
    }
    left.forEach(Stream::end);
  }

  private boolean close(String id) {
    Stream stream;
    synchronized (streams) {
      stream = streams.remove(id);
    }
    if (stream != null) {
      stream.end();
    }
    return stream != null;
  }

  /**
   * The subscriptions that one call opens: their events are held back until {@link #release}, when
   * its response is queued.
   */
  final class OfCall implements RpcDispatcher.Streams {
    private final List<Stream> opened = new ArrayList<>();

    @Override
    public String open(String namespace, Subscribable source, Params params) {
      byte[] bytes = new byte[16];
      RANDOM.nextBytes(bytes);
      String id = Hex.encode(bytes);
      Stream stream = new Stream(id, namespace + "_subscription");
      synchronized (streams) {
        if (ended || streams.size() >= most) {
          throw new RpcException(RpcException.LIMIT_EXCEEDED, "too many subscriptions");
        }
        streams.put(id, stream);
      }
      try {
        stream.start(source.subscribe(params, wake));
      } catch (RuntimeException e) {
        close(id);
        throw e;
      }
      opened.add(stream);
      return id;
    }

    @Override
    public boolean close(String id) {
      return EventStreams.this.close(id);
    }

    void release() {
      if (!opened.isEmpty()) {
        opened.forEach(Stream::release);
        wake.run();
      }
    }
  }

  /** One subscription. */
  private static final class Stream {
    private final String id;
    private final String method;
    private @Nullable EventSource source;
    private boolean released;
    private boolean ended;

    Stream(String id, String method) {
      this.id = id;
      this.method = method;
    }

    void start(EventSource opened) {
      synchronized (this) {
        if (!ended) {
          source = opened;
          return;
        }
      }
      opened.close();
    }

    /** The response with the id is queued: events may follow. */
    synchronized void release() {
      released = true;
    }

    private synchronized @Nullable EventSource ready() {
      return released && !ended ? source : null;
    }

    byte @Nullable [] next() {
      EventSource events = ready();
      JsonNode result = events == null ? null : events.next();
      if (result == null) {
        return null;
      }
      ObjectNode event = Json.object();
      event.put("jsonrpc", "2.0").put("method", method);
      ObjectNode params = event.putObject("params");
      params.put("subscription", id).set("result", result);
      return WebSocketFrames.frame(WebSocketFrames.TEXT, Json.write(event), false);
    }

    void end() {
      EventSource events;
      synchronized (this) {
        ended = true;
        events = source;
        source = null;
      }
      if (events != null) {
        events.close();
      }
    }
  }
}
