package dev.kopi.adapters.rpc.websocket;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes WebSocket frames.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455">RFC 6455</a>
 */
public final class WebSocketFrames {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  static final int NORMAL_CLOSURE = 1000;
  static final int GOING_AWAY = 1001;
  static final int PROTOCOL_ERROR = 1002;
  static final int POLICY_VIOLATION = 1008;
  static final int TOO_LARGE = 1009;
  static final int INTERNAL_ERROR = 1011;
  static final int TRY_AGAIN_LATER = 1013;

  /**
   * Payloads are read in steps of at most this size, so that a header alone cannot claim memory.
   */
  private static final int STEP = 1 << 14;

  private static final int INITIAL = 1 << 10;

  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private WebSocketFrames() {}

  /** The other side violated the protocol or a limit. */
  static final class ViolationException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int code;

    ViolationException(int code, String message) {
      super(message);
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /** Handles control frames. */
  interface Control {
    void onPing(byte[] payload) throws IOException;

    void onPong();
  }

  /** Hears of the bytes of a message as they arrive. */
  @FunctionalInterface
  interface Received {
    /**
     * Called for the header of each frame, and for each part of its payload before it is kept.
     *
     * @param bytes the number of bytes of the message that are now in memory, beyond those told
     *     before
     * @throws ViolationException to end the connection
     */
    void received(int bytes) throws ViolationException;
  }

  /** The {@code Sec-WebSocket-Accept} for a {@code Sec-WebSocket-Key}. */
  public static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /**
   * Reads the next whole message from one or more frames.
   *
   * @param masked whether frames must be masked, as those of clients are
   * @return the message, or null when the other side closed
   * @throws ViolationException when the protocol or {@code maxBytes} is violated
   */
  static byte @Nullable [] readMessage(
      InputStream in, int maxBytes, boolean masked, Control control, Received received)
      throws IOException {
    ByteArrayOutputStream message = null;
    while (true) {
      int first = in.read();
      if (first < 0) {
        return null;
      }
      int opcode = first & 0x0f;
      boolean last = (first & 0x80) != 0;
      if ((first & 0x70) != 0) {
        throw new ViolationException(PROTOCOL_ERROR, "reserved bits are set");
      }
      int second = readByte(in);
      if ((second & 0x80) != 0 != masked) {
        throw new ViolationException(PROTOCOL_ERROR, "wrong masking");
      }
      long length = readLength(in, second & 0x7f);
      if (opcode >= CLOSE) {
        if (!last || length > 125) {
          throw new ViolationException(PROTOCOL_ERROR, "a control frame is fragmented or long");
        }
        byte[] payload = readControl(in, (int) length, masked);
        switch (opcode) {
          case CLOSE -> {
            return null;
          }
          case PING -> control.onPing(payload);
          case PONG -> control.onPong();
          default -> throw new ViolationException(PROTOCOL_ERROR, "unknown control frame");
        }
        continue;
      }
      if (opcode > BINARY || (opcode == CONTINUATION) != (message != null)) {
        throw new ViolationException(PROTOCOL_ERROR, "unexpected frame");
      }
      if (message == null) {
        message = new ByteArrayOutputStream((int) Math.min(length + 1, INITIAL));
      }
      received.received(0);
      if (length > maxBytes - message.size()) {
        throw new ViolationException(TOO_LARGE, "message is larger than " + maxBytes + " bytes");
      }
      readPayload(in, (int) length, masked, message, received);
      if (last) {
        return message.toByteArray();
      }
    }
  }

  private static long readLength(InputStream in, int short7) throws IOException {
    if (short7 < 126) {
      return short7;
    }
    long length = 0;
    for (int i = short7 == 126 ? 2 : 8; i > 0; i--) {
      length = length << 8 | readByte(in);
    }
    return length < 0 ? Long.MAX_VALUE : length;
  }

  private static byte[] readControl(InputStream in, int length, boolean masked) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(125);
    readPayload(in, length, masked, out, bytes -> {});
    return out.toByteArray();
  }

  private static void readPayload(
      InputStream in, int length, boolean masked, ByteArrayOutputStream out, Received received)
      throws IOException {
    byte[] mask = masked ? readFully(in, new byte[4], 4) : new byte[4];
    byte[] step = new byte[Math.min(length, STEP)];
    int done = 0;
    while (done < length) {
      int size = in.read(step, 0, Math.min(length - done, STEP));
      if (size < 0) {
        throw new EOFException("connection ended within a frame");
      }
      if (masked) {
        for (int i = 0; i < size; i++) {
          step[i] ^= mask[(done + i) & 3];
        }
      }
      received.received(size);
      out.write(step, 0, size);
      done += size;
    }
  }

  private static int readByte(InputStream in) throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException("connection ended within a frame");
    }
    return value;
  }

  private static byte[] readFully(InputStream in, byte[] target, int length) throws IOException {
    if (in.readNBytes(target, 0, length) < length) {
      throw new EOFException("connection ended within a frame");
    }
    return target;
  }

  /** Encodes an unfragmented frame. */
  static byte[] frame(int opcode, byte[] payload, boolean masked) {
    int length = payload.length;
    int extended = length < 126 ? 0 : length < 1 << 16 ? 2 : 8;
    int header = 2 + extended + (masked ? 4 : 0);
    byte[] out = new byte[header + length];
    out[0] = (byte) (0x80 | opcode);
    out[1] = (byte) ((masked ? 0x80 : 0) | (extended == 0 ? length : extended == 2 ? 126 : 127));
    for (int i = 0; i < extended; i++) {
      out[2 + i] = (byte) ((long) length >>> 8 * (extended - 1 - i));
    }
    System.arraycopy(payload, 0, out, header, length);
    if (masked) {
      int mask = ThreadLocalRandom.current().nextInt();
      for (int i = 0; i < 4; i++) {
        out[header - 4 + i] = (byte) (mask >>> 24 - 8 * i);
      }
      for (int i = 0; i < length; i++) {
        out[header + i] ^= out[header - 4 + (i & 3)];
      }
    }
    return out;
  }

  /** The payload of a close frame. */
  static byte[] closePayload(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[2 + Math.min(text.length, 100)];
    out[0] = (byte) (code >>> 8);
    out[1] = (byte) code;
    System.arraycopy(text, 0, out, 2, out.length - 2);
    return out;
  }
}
