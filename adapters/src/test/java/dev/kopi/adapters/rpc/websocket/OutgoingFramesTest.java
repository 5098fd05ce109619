package dev.kopi.adapters.rpc.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.rpc.transport.ByteBudget;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutgoingFramesTest {
  private final ByteBudget budget = new ByteBudget(10_000, 0, 10_000, ByteBudget.Victim.LARGEST);
  private final Client client = new Client();
  private final Stream events = new Stream();
  private final OutgoingFrames out = open(events);

  private OutgoingFrames open(OutgoingFrames.Events source) {
    return new OutgoingFrames(client, budget, "a", true, 1000, source);
  }

  private static byte[] frame(int length) {
    return WebSocketFrames.frame(WebSocketFrames.BINARY, new byte[length], false);
  }

  @Test
  void disconnectsAClientThatDoesNotReadItsControlFrames() {
    for (int i = 0; i < 8; i++) {
      out.sendControl(frame(100));
    }
    assertThat(out.isClosed()).isTrue();
    assertThat(out.sendClose()).isTrue();
    assertThat(client.closeCode()).isEqualTo(1008);
    assertThat(client.closeReason()).startsWith("the client reads too slowly: ");
    assertThat(budget.held()).isZero();
  }

  @Test
  void tellsTheConnectionThatHoldsMostToComeBackLater() {
    OutgoingFrames other = open(new Stream());
    out.send(frame(8000));
    other.send(frame(500));
    assertThat(out.isClosed()).isFalse();
    other.send(frame(300));
    open(new Stream()).send(frame(3000));
    assertThat(out.isClosed()).isTrue();
    assertThat(other.isClosed()).isFalse();
    assertThat(out.sendClose()).isTrue();
    assertThat(client.closeCode()).isEqualTo(1013);
    assertThat(client.closeReason()).contains("memory");
  }

  @Test
  void countsAFrameUntilItIsWritten() throws Exception {
    out.send(frame(500));
    client.blocked = new CountDownLatch(1);
    Thread sender = start();
    assertThat(client.writing.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(budget.held()).isGreaterThan(500);
    client.blocked.countDown();
    events.taken.await();
    assertThat(budget.held()).isZero();
    out.close(WebSocketFrames.NORMAL_CLOSURE, "");
    sender.join();
  }

  @Test
  void takesEventsOnlyWhenAllResponsesAreWritten() throws Exception {
    events.frames.add(frame(1));
    events.frames.add(frame(2));
    out.send(frame(50));
    out.send(frame(60));
    Thread sender = start();
    events.taken.await();
    out.close(WebSocketFrames.NORMAL_CLOSURE, "");
    sender.join();
    assertThat(client.written.stream().map(f -> f.length - 2)).containsExactly(50, 60, 1, 2);
    assertThat(events.ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private Thread start() {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            out.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static final class Stream implements OutgoingFrames.Events {
    private final Queue<byte[]> frames = new ArrayDeque<>();
    private final CountDownLatch taken = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public byte @Nullable [] next() {
      if (frames.isEmpty()) {
        taken.countDown();
      }
      return frames.poll();
    }

    @Override
    public void end() {
      ended.countDown();
    }
  }

  private static final class Client implements DataWriter {
    private final List<byte[]> written = new ArrayList<>();
    private final CountDownLatch writing = new CountDownLatch(1);
    private CountDownLatch blocked = new CountDownLatch(0);

    int closeCode() {
      byte[] frame = written.getLast();
      return (frame[2] & 0xff) << 8 | frame[3] & 0xff;
    }

    String closeReason() {
      byte[] frame = written.getLast();
      return new String(frame, 4, frame.length - 4, StandardCharsets.UTF_8);
    }

    @Override
    public void writeNow(BufferData buffer) {
      writing.countDown();
      try {
        blocked.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      written.add(buffer.readBytes());
    }

    @Override
    public void writeNow(BufferData... buffers) {
      writeNow(BufferData.create(buffers));
    }

    @Override
    public void write(BufferData buffer) {
      writeNow(buffer);
    }

    @Override
    public void write(BufferData... buffers) {
      writeNow(buffers);
    }
  }
}
