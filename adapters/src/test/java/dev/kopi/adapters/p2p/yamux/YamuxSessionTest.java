package dev.kopi.adapters.p2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.p2p.thread.TestThreads;
import dev.kopi.adapters.p2p.wire.ByteStream;
import dev.kopi.adapters.p2p.wire.MemoryPipe;
import dev.kopi.adapters.p2p.wire.Reads;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class YamuxSessionTest {
  private final MemoryPipe[] ends = MemoryPipe.pair();
  private final BlockingQueue<YamuxStream> accepted = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private final TestThreads threads = new TestThreads();
  private final YamuxSession server =
      new YamuxSession(ends[1], false, threads, accepted::add, ended::complete);

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private YamuxSession client() throws IOException {
    YamuxSession client = new YamuxSession(ends[0], true, threads, stream -> {}, reason -> {});
    client.start();
    return client;
  }

  private YamuxStream accepted() throws InterruptedException {
    YamuxStream stream = accepted.poll(10, TimeUnit.SECONDS);
    assertThat(stream).isNotNull();
    return stream;
  }

  private String reasonOfTheEnd() throws Exception {
    return ended.get(10, TimeUnit.SECONDS);
  }

  @Test
  void carriesManyWindowsBothWays() throws Exception {
    byte[] sent = new byte[3 << 20];
    new Random(1).nextBytes(sent);
    try (YamuxSession client = client()) {
      YamuxStream stream = client.open();
      YamuxStream other = accepted();
      CompletableFuture<byte[]> echoed = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              other.write(Reads.toEnd(other, sent.length));
              other.closeWrite();
            } catch (IOException e) {
              echoed.completeExceptionally(e);
            }
          });
      stream.write(sent);
      stream.closeWrite();
      assertThat(Reads.toEnd(stream, sent.length)).isEqualTo(sent);
      assertThat(client.streamCount()).isZero();
      assertThat(echoed).isNotCompletedExceptionally();
    }
  }

  @Test
  void stopsAWriterAtTheWindowUntilTheOtherReads() throws Exception {
    try (YamuxSession client = client()) {
      YamuxStream stream = client.open();
      CompletableFuture<Void> written =
          CompletableFuture.runAsync(() -> {
            try {
              stream.write(new byte[YamuxStream.INITIAL_WINDOW + 1]);
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
      YamuxStream other = accepted();
      Thread.sleep(200);
      assertThat(written).isNotDone();
      Reads.exactly(other, YamuxStream.INITIAL_WINDOW / 2);
      written.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void sendsMoreAtATimeIntoALargerWindow() throws Exception {
    try (YamuxSession client = client()) {
      YamuxStream stream = client.open();
      accepted().enlargeWindow(1 << 20);
      CompletableFuture.runAsync(
              () -> {
                try {
                  stream.write(new byte[1 << 20]);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              })
          .get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void endsTheReadingOfAStreamThatIsReset() throws Exception {
    try (YamuxSession client = client()) {
      YamuxStream stream = client.open();
      accepted().close();
      assertThatThrownBy(() -> stream.read(new byte[1], 0, 1)).hasMessageContaining("reset");
    }
  }

  @Test
  void answersAPing() throws Exception {
    ends[0].write(YamuxFrame.of(YamuxFrame.PING, YamuxFrame.SYN, 0, 77));
    assertThat(Reads.exactly(ends[0], YamuxFrame.HEADER_BYTES))
        .isEqualTo(YamuxFrame.of(YamuxFrame.PING, YamuxFrame.ACK, 0, 77));
  }

  @Test
  void endsTheSessionOfAPeerThatExceedsTheWindow() throws Exception {
    ends[0].write(YamuxFrame.of(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, 1, 0));
    ends[0].write(YamuxFrame.of(YamuxFrame.DATA, 0, 1, YamuxStream.INITIAL_WINDOW + 1));
    assertThat(reasonOfTheEnd()).contains("more data than the window");
    byte[] acknowledged = Reads.exactly(ends[0], YamuxFrame.HEADER_BYTES);
    assertThat(acknowledged[1]).isEqualTo((byte) YamuxFrame.WINDOW_UPDATE);
    assertThat(Reads.exactly(ends[0], YamuxFrame.HEADER_BYTES))
        .isEqualTo(YamuxFrame.of(YamuxFrame.GO_AWAY, 0, 0, YamuxFrame.PROTOCOL_ERROR));
  }

  @Test
  void endsTheSessionOfAPeerThatFillsAllStreams() throws Exception {
    byte[] window = new byte[YamuxStream.INITIAL_WINDOW];
    for (int id = 1; id < 40; id += 2) {
      ends[0].write(YamuxFrame.of(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, id, 0));
      ends[0].write(YamuxFrame.data(id, window, 0, window.length));
    }
    assertThat(reasonOfTheEnd()).contains("more data than is buffered");
  }

  @Test
  void endsTheSessionOnAStreamIdOfTheWrongSide() throws Exception {
    ends[0].write(YamuxFrame.of(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, 2, 0));
    assertThat(reasonOfTheEnd()).contains("id of a stream");
  }

  @Test
  void endsTheSessionOnAnUnknownFrame() throws Exception {
    ends[0].write(YamuxFrame.of(9, 0, 0, 0));
    assertThat(reasonOfTheEnd()).contains("type of a frame");
  }

  @Test
  void resetsStreamsBeyondTheLimitAndKeepsTheOthers() throws Exception {
    try (YamuxSession client = client()) {
      YamuxStream first = client.open();
      YamuxStream last = first;
      for (int i = 0; i < 64; i++) {
        last = client.open();
      }
      YamuxStream beyond = last;
      assertThatThrownBy(() -> beyond.read(new byte[1], 0, 1)).hasMessageContaining("reset");
      accepted().write(new byte[] {5});
      assertThat(Reads.exactly(first, 1)).containsExactly(5);
    }
  }

  @Test
  void endsTheSessionWhenItsReaderFails() throws Exception {
    MemoryPipe[] pipe = MemoryPipe.pair();
    CompletableFuture<String> end = new CompletableFuture<>();
    YamuxSession failing =
        new YamuxSession(
            pipe[1],
            false,
            threads,
            stream -> {
              throw new NoClassDefFoundError("test");
            },
            end::complete);
    failing.start();
    pipe[0].write(YamuxFrame.of(YamuxFrame.WINDOW_UPDATE, YamuxFrame.SYN, 1, 0));
    assertThat(threads.failure().thread()).isEqualTo("yamux-read");
    assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo("this node failed");
    assertThatThrownBy(failing::open).isInstanceOf(IOException.class);
  }

  @Test
  void endsTheSessionWhenItsWriterFails() throws Exception {
    MemoryPipe[] pipe = MemoryPipe.pair();
    CompletableFuture<String> end = new CompletableFuture<>();
    ByteStream broken =
        new ByteStream() {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return pipe[1].read(target, offset, length);
          }

          @Override
          public void write(byte[] source, int offset, int length) {
            throw new IllegalStateException("test");
          }

          @Override
          public void readTimeout(int millis) {
            pipe[1].readTimeout(millis);
          }

          @Override
          public void closeWrite() {
            pipe[1].closeWrite();
          }

          @Override
          public void close() {
            pipe[1].close();
          }
        };
    YamuxSession failing = new YamuxSession(broken, true, threads, stream -> {}, end::complete);
    failing.start();
    failing.open();
    assertThat(threads.failure().thread()).isEqualTo("yamux-write");
    assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo("this node failed");
  }

  @Test
  void dropsDataOfAStreamThatIsGone() throws Exception {
    ends[0].write(YamuxFrame.data(7, new byte[100], 0, 100));
    ends[0].write(YamuxFrame.of(YamuxFrame.PING, YamuxFrame.SYN, 0, 1));
    assertThat(Reads.exactly(ends[0], YamuxFrame.HEADER_BYTES))
        .isEqualTo(YamuxFrame.of(YamuxFrame.PING, YamuxFrame.ACK, 0, 1));
  }
}
