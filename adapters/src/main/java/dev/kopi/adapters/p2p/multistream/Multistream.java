package dev.kopi.adapters.p2p.multistream;

import dev.kopi.adapters.p2p.wire.ByteStream;
import dev.kopi.adapters.p2p.wire.Reads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Agrees with a peer on the protocol of a connection or stream.
 *
 * @see <a href="https://github.com/multiformats/multistream-select">multistream-select</a>
 */
public final class Multistream {
  private static final String HEADER = "/multistream/1.0.0";
  private static final String NOT_AVAILABLE = "na";
  private static final int MAX_MESSAGE_BYTES = 1024;
  private static final int MAX_PROPOSALS = 30;

  private Multistream() {}

  /**
   * Proposes protocols, the most wanted first.
   *
   * @return the first that the peer has
   * @throws NoCommonProtocolException when it has none
   */
  public static String propose(ByteStream stream, List<String> protocols) throws IOException {
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    put(first, HEADER);
    put(first, protocols.getFirst());
    stream.write(first.toByteArray());
    expectHeader(stream);
    for (int i = 0; i < protocols.size(); i++) {
      String protocol = protocols.get(i);
      if (i > 0) {
        send(stream, protocol);
      }
      String answer = receive(stream);
      if (answer.equals(protocol)) {
        return protocol;
      }
      if (!answer.equals(NOT_AVAILABLE)) {
        throw new IOException("multistream: an answer that was not asked for");
      }
    }
    throw new NoCommonProtocolException(protocols);
  }

  /**
   * Takes the peer's first proposal that is in a set.
   *
   * @throws NoCommonProtocolException when it proposes too many that are not
   */
  public static String accept(ByteStream stream, Set<String> protocols) throws IOException {
    expectHeader(stream);
    send(stream, HEADER);
    for (int i = 0; i < MAX_PROPOSALS; i++) {
      String proposal = receive(stream);
      if (protocols.contains(proposal)) {
        send(stream, proposal);
        return proposal;
      }
      send(stream, NOT_AVAILABLE);
    }
    throw new NoCommonProtocolException(List.copyOf(protocols));
  }

  private static void expectHeader(ByteStream stream) throws IOException {
    if (!receive(stream).equals(HEADER)) {
      throw new IOException("multistream: no header");
    }
  }

  private static String receive(ByteStream stream) throws IOException {
    byte[] message = Reads.delimited(stream, MAX_MESSAGE_BYTES);
    if (message.length == 0 || message[message.length - 1] != '\n') {
      throw new IOException("multistream: a message without its end");
    }
    return new String(message, 0, message.length - 1, StandardCharsets.UTF_8);
  }

  private static void send(ByteStream stream, String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    put(out, text);
    stream.write(out.toByteArray());
  }

  private static void put(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = bytes.length + 1;
    for (; length >= 0x80; length >>>= 7) {
      out.write(length | 0x80);
    }
    out.write(length);
    out.writeBytes(bytes);
    out.write('\n');
  }
}
