package dev.kopi.adapters.rpc.websocket;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.adapters.rpc.dispatch.RpcDispatcher;
import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.transport.ByteBudget;
import dev.kopi.adapters.rpc.transport.GuardedContext;
import dev.kopi.adapters.rpc.transport.OpenConnection;
import dev.kopi.adapters.rpc.transport.ParsedSize;
import dev.kopi.adapters.rpc.transport.Transport;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server side of a WebSocket. The connection's own thread reads; each call is handled on a
 * virtual thread; another one sends responses, events and pings.
 */
public final class WebSocketConnection implements ServerConnection {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketConnection.class);
  private static final String NO_MEMORY = "the server has no memory for the message";
  private static final Duration WAIT_FOR_MEMORY = Duration.ofSeconds(10);

  private final RpcDispatcher dispatcher;
  private final RpcLimits limits;
  private final ByteBudget received;
  private final Caller caller;
  private final GuardedContext context;
  private final OpenConnection connection;
  private final InputStream in;
  private final OutgoingFrames out;
  private final EventStreams streams;
  private final Semaphore calls;
  private volatile long lastReadNanos = System.nanoTime();
  private boolean closedByClient;

  /** A connection whose handshake is done. */
  public WebSocketConnection(
      RpcDispatcher dispatcher,
      RpcLimits limits,
      Transport transport,
      Caller caller,
      GuardedContext context) {
    this.dispatcher = dispatcher;
    this.limits = limits;
    this.received = transport.received();
    this.caller = caller;
    this.context = context;
    this.connection = context.connection();
    this.in = new ReaderStream(context.dataReader());
    this.streams = new EventStreams(limits.maxSubscriptions(), this::wake);
    this.out =
        new OutgoingFrames(
            context.dataWriter(),
            transport.sent(),
            caller.client(),
            caller.trusted(),
            limits.memory().sentPerWebSocket(),
            streams);
    this.calls = new Semaphore(limits.maxCallsInFlight());
    connection.onOverdue(reason -> out.close(WebSocketFrames.POLICY_VIOLATION, reason));
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    Thread sender = Thread.ofVirtual().name("ws-send").start(this::send);
    try {
      read();
    } catch (WebSocketFrames.ViolationException e) {
      out.close(e.code(), String.valueOf(e.getMessage()));
    } catch (IOException | UncheckedIOException | CloseConnectionException e) {
      out.close(WebSocketFrames.GOING_AWAY, "");
    } finally {
      out.close(WebSocketFrames.NORMAL_CLOSURE, "");
    }
    // What blocks the sender is ended by the deadline for writes.
    sender.join();
    if (!closedByClient) {
      context.linger();
    }
  }

  private void send() {
    try {
      out.run();
    } catch (InterruptedException | UncheckedIOException | CloseConnectionException e) {
      out.close(WebSocketFrames.GOING_AWAY, "");
    } catch (RpcException e) {
      out.close(WebSocketFrames.POLICY_VIOLATION, e.text());
    } catch (RuntimeException e) {
      LOG.error("a subscription failed", e);
    } finally {
      // Nothing if it is closed already. Without its sender it would stay open in silence.
      out.close(WebSocketFrames.INTERNAL_ERROR, "internal error");
      finish();
    }
  }

  private void finish() {
    if (out.sendClose()) {
      connection.lingering(System.nanoTime());
    } else {
      connection.close();
    }
  }

  private void wake() {
    out.wake();
  }

  private void read() throws IOException, InterruptedException {
    WebSocketFrames.Control control = new Control();
    while (!out.isClosed()) {
      IncomingMessage message = new IncomingMessage();
      byte[] bytes;
      try {
        bytes = WebSocketFrames.readMessage(in, limits.maxMessageBytes(), true, control, message);
        if (bytes == null) {
          message.account.close();
          closedByClient = true;
          return;
        }
        message.complete(bytes);
      } catch (IOException | RuntimeException e) {
        message.account.close();
        throw e;
      }
      answer(bytes, message.account);
    }
  }

  private void answer(byte[] message, ByteBudget.Account account) throws InterruptedException {
    calls.acquire();
    Thread.ofVirtual()
        .name("ws-call")
        .start(() -> {
          EventStreams.OfCall opened = streams.new OfCall();
          byte[] answer = null;
          try (account) {
            answer = dispatcher.answer(message, caller, opened);
          } finally {
            if (answer != null) {
              out.send(WebSocketFrames.frame(WebSocketFrames.TEXT, answer, false));
            }
            calls.release();
            opened.release();
          }
        });
  }

  @Override
  public Duration idleTime() {
    return Duration.ofNanos(System.nanoTime() - lastReadNanos);
  }

  @Override
  public void close(boolean interrupt) {
    out.close(WebSocketFrames.GOING_AWAY, "server stops");
  }

  private final class Control implements WebSocketFrames.Control {
    @Override
    public void onPing(byte[] payload) {
      lastReadNanos = System.nanoTime();
      out.sendControl(WebSocketFrames.frame(WebSocketFrames.PONG, payload, false));
    }

    @Override
    public void onPong() {
      lastReadNanos = System.nanoTime();
    }
  }

  /** The bytes of a message, charged as they arrive. */
  private final class IncomingMessage implements WebSocketFrames.Received {
    private final ByteBudget.Account account =
        received.open(
            caller.client(),
            caller.trusted(),
            () ->
                out.close(
                    WebSocketFrames.POLICY_VIOLATION,
                    "an incomplete message was dropped: the server's memory is exhausted"));

    @Override
    public void received(int bytes) throws WebSocketFrames.ViolationException {
      lastReadNanos = System.nanoTime();
      connection.received(lastReadNanos);
      if (bytes > 0 && !account.charge(bytes, WAIT_FOR_MEMORY)) {
        throw new WebSocketFrames.ViolationException(WebSocketFrames.TRY_AGAIN_LATER, NO_MEMORY);
      }
    }

    void complete(byte[] message) throws WebSocketFrames.ViolationException {
      lastReadNanos = System.nanoTime();
      if (!account.settle() || !connection.complete(lastReadNanos)) {
        throw new WebSocketFrames.ViolationException(
            WebSocketFrames.POLICY_VIOLATION, "an incomplete message was dropped");
      }
      long parsed = ParsedSize.estimate(message);
      if (parsed > limits.memory().maxParsedBytes()) {
        throw new WebSocketFrames.ViolationException(
            WebSocketFrames.TOO_LARGE, "the request has too many parts");
      }
      if (!account.charge(parsed, WAIT_FOR_MEMORY)) {
        throw new WebSocketFrames.ViolationException(WebSocketFrames.TRY_AGAIN_LATER, NO_MEMORY);
      }
    }
  }
}
