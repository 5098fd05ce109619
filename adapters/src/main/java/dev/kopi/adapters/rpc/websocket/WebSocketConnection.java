package dev.kopi.adapters.rpc.websocket;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.ByteBudget;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.adapters.rpc.dispatch.EventSource;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcDispatcher;
import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.dispatch.Subscribable;
import dev.kopi.core.primitives.Hex;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The server side of a WebSocket. The connection's own thread reads; each call is handled on a
 * virtual thread; another virtual thread takes events from the subscriptions, one after the other,
 * and sends them and the keep-alive pings. Events are not queued here: a client that reads slowly
 * falls behind at the source, which closes the connection when events are lost.
 */
public final class WebSocketConnection implements ServerConnection {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);
  private static final long PING_SECONDS = 30;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The most events that one subscription sends before the next one's turn. */
  private static final int EVENTS_PER_TURN = 16;

  private final RpcDispatcher dispatcher;
  private final RpcLimits limits;
  private final ByteBudget budget;
  private final Caller caller;
  private final InputStream in;
  private final DataWriter out;
  private final Runnable hangUp;
  private final Set<WebSocketConnection> open;
  private final ReentrantLock sending = new ReentrantLock();
  private final Semaphore calls;
  private final Semaphore wakeUps = new Semaphore(0);
  private final Map<String, Stream> streams = new LinkedHashMap<>();
  private volatile long lastHeardNanos = System.nanoTime();
  private volatile boolean closed;
  private @Nullable Thread sender;

  public WebSocketConnection(
      RpcDispatcher dispatcher,
      RpcLimits limits,
      ByteBudget budget,
      Caller caller,
      DataReader in,
      DataWriter out,
      Runnable hangUp,
      Set<WebSocketConnection> open) {
    this.dispatcher = dispatcher;
    this.limits = limits;
    this.budget = budget;
    this.caller = caller;
    this.in = new ReaderStream(in);
    this.out = out;
    this.hangUp = hangUp;
    this.open = open;
    this.calls = new Semaphore(limits.maxCallsInFlight());
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    open.add(this);
    sender = Thread.ofVirtual().name("ws-events").start(this::sendEvents);
    int code = WebSocketFrames.NORMAL_CLOSURE;
    String reason = "";
    try {
      while (!closed) {
        byte[] message =
            WebSocketFrames.readMessage(in, limits.maxMessageBytes(), true, new Control());
        if (message == null) {
          break;
        }
        lastHeardNanos = System.nanoTime();
        answer(message);
      }
    } catch (WebSocketFrames.ViolationException e) {
      code = e.code();
      reason = e.getMessage() == null ? "" : e.getMessage();
    } catch (IOException | UncheckedIOException | CloseConnectionException e) {
      code = WebSocketFrames.GOING_AWAY;
    } finally {
      shut(code, reason);
    }
  }

  private void answer(byte[] message) throws InterruptedException, IOException {
    if (!budget.take(message.length)) {
      throw new WebSocketFrames.ViolationException(
          WebSocketFrames.POLICY_VIOLATION, "server is too busy");
    }
    calls.acquire();
    Thread.ofVirtual()
        .name("ws-call")
        .start(() -> {
          List<Stream> opened = new ArrayList<>();
          try {
            byte[] answer = dispatcher.answer(message, caller, new CallStreams(opened));
            if (answer != null) {
              send(WebSocketFrames.TEXT, answer);
            }
          } catch (UncheckedIOException | CloseConnectionException e) {
            closed = true;
          } finally {
            budget.give(message.length);
            calls.release();
            opened.forEach(Stream::release);
          }
        });
  }

  private void send(int opcode, byte[] payload) {
    sending.lock();
    try {
      out.writeNow(BufferData.create(WebSocketFrames.frame(opcode, payload, false)));
    } finally {
      sending.unlock();
    }
  }

  private void sendEvents() {
    try {
      long nextPing = System.nanoTime() + TimeUnit.SECONDS.toNanos(PING_SECONDS);
      while (!closed) {
        boolean sent = false;
        for (Stream stream : streams()) {
          sent |= stream.sendSome();
        }
        long wait = nextPing - System.nanoTime();
        if (wait <= 0) {
          send(WebSocketFrames.PING, new byte[0]);
          nextPing = System.nanoTime() + TimeUnit.SECONDS.toNanos(PING_SECONDS);
        } else if (!sent && wakeUps.tryAcquire(wait, TimeUnit.NANOSECONDS)) {
          wakeUps.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (UncheckedIOException | CloseConnectionException e) {
      closed = true;
    } catch (RpcException e) {
      hangUp(WebSocketFrames.POLICY_VIOLATION, e.text());
    } catch (RuntimeException e) {
      LOG.error("a subscription failed", e);
      hangUp(WebSocketFrames.INTERNAL_ERROR, "internal error");
    } finally {
      if (!closed) {
        // An error: without its sender the connection would stay open in silence.
        hangUp(WebSocketFrames.INTERNAL_ERROR, "internal error");
      }
    }
  }

  private List<Stream> streams() {
    synchronized (streams) {
      return new ArrayList<>(streams.values());
    }
  }

  private void wake() {
    if (wakeUps.availablePermits() == 0) {
      wakeUps.release();
    }
  }

  private void hangUp(int code, String reason) {
    closed = true;
    sendClose(code, reason);
    hangUp.run();
  }

  private void shut(int code, String reason) {
    closed = true;
    open.remove(this);
    List<Stream> left;
    synchronized (streams) {
      left = new ArrayList<>(streams.values());
      streams.clear();
    }
    left.forEach(Stream::end);
    Thread thread = sender;
    if (thread != null) {
      thread.interrupt();
    }
    sendClose(code, reason);
    hangUp.run();
  }

  /** Sends a close frame unless another frame is being sent. */
  private void sendClose(int code, String reason) {
    if (!sending.tryLock()) {
      return;
    }
    try {
      byte[] payload = WebSocketFrames.closePayload(code, reason);
      out.writeNow(BufferData.create(WebSocketFrames.frame(WebSocketFrames.CLOSE, payload, false)));
    } catch (UncheckedIOException | CloseConnectionException e) {
      // The client is gone already.
    } finally {
      sending.unlock();
    }
  }

  @Override
  public Duration idleTime() {
    return Duration.ofNanos(System.nanoTime() - lastHeardNanos);
  }

  @Override
  public void close(boolean interrupt) {
    hangUp(WebSocketFrames.GOING_AWAY, "server stops");
  }

  private boolean closeStream(String id) {
    Stream stream;
    synchronized (streams) {
      stream = streams.remove(id);
    }
    if (stream != null) {
      stream.end();
    }
    return stream != null;
  }

  private final class Control implements WebSocketFrames.Control {
    @Override
    public void onPing(byte[] payload) {
      lastHeardNanos = System.nanoTime();
      send(WebSocketFrames.PONG, payload);
    }

    @Override
    public void onPong() {
      lastHeardNanos = System.nanoTime();
    }
  }

  /**
   * The subscriptions that one call opens; their events are held back until its response is sent.
   */
  private final class CallStreams implements RpcDispatcher.Streams {
    private final List<Stream> opened;

    CallStreams(List<Stream> opened) {
      this.opened = opened;
    }

    @Override
    public String open(String namespace, Subscribable source, Params params) {
      byte[] bytes = new byte[16];
      RANDOM.nextBytes(bytes);
      String id = Hex.encode(bytes);
      Stream stream = new Stream(id, namespace + "_subscription");
      synchronized (streams) {
        if (streams.size() >= limits.maxSubscriptions()) {
          throw new RpcException(RpcException.LIMIT_EXCEEDED, "too many subscriptions");
        }
        streams.put(id, stream);
      }
      try {
        stream.start(source.subscribe(params, WebSocketConnection.this::wake));
      } catch (RuntimeException e) {
        closeStream(id);
        throw e;
      }
      opened.add(stream);
      return id;
    }

    @Override
    public boolean close(String id) {
      return closeStream(id);
    }
  }

  /** One subscription. */
  private final class Stream {
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

    /** The response with the id is sent: events may follow. */
    void release() {
      synchronized (this) {
        released = true;
      }
      wake();
    }

    private synchronized @Nullable EventSource ready() {
      return released && !ended ? source : null;
    }

    /** Sends the next events; false when there was none. */
    boolean sendSome() {
      for (int i = 0; i < EVENTS_PER_TURN; i++) {
        EventSource events = ready();
        JsonNode result = events == null || closed ? null : events.next();
        if (result == null) {
          return i > 0;
        }
        ObjectNode event = Json.object();
        event.put("jsonrpc", "2.0").put("method", method);
        ObjectNode params = event.putObject("params");
        params.put("subscription", id).set("result", result);
        send(WebSocketFrames.TEXT, Json.write(event));
      }
      return true;
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

  /** A Helidon reader as an input stream. */
  private static final class ReaderStream extends InputStream {
    private final DataReader reader;
    private BufferData current = BufferData.empty();

    ReaderStream(DataReader reader) {
      this.reader = reader;
    }

    private boolean fill() {
      if (current.available() > 0) {
        return true;
      }
      try {
        reader.ensureAvailable();
      } catch (DataReader.InsufficientDataAvailableException e) {
        return false;
      }
      current = reader.readBuffer();
      return current.available() > 0;
    }

    @Override
    public int read() {
      return fill() ? current.read() : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      return fill() ? current.read(target, offset, Math.min(length, current.available())) : -1;
    }
  }
}
