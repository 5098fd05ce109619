package dev.kopi.adapters.p2p.yamux;

/**
 * The frames of yamux: twelve bytes of header, big-endian, and the data of a data frame.
 *
 * @see <a href="https://github.com/hashicorp/yamux/blob/master/spec.md">yamux</a>
 */
final class YamuxFrame {
  static final int HEADER_BYTES = 12;

  static final int DATA = 0;
  static final int WINDOW_UPDATE = 1;
  static final int PING = 2;
  static final int GO_AWAY = 3;

  static final int SYN = 1;
  static final int ACK = 2;
  static final int FIN = 4;
  static final int RST = 8;

  static final int NORMAL = 0;
  static final int PROTOCOL_ERROR = 1;

  private YamuxFrame() {}

  /** A frame without data. */
  static byte[] of(int type, int flags, int stream, int length) {
    byte[] frame = new byte[HEADER_BYTES];
    header(frame, type, flags, stream, length);
    return frame;
  }

  /** A frame with data. */
  static byte[] data(int stream, byte[] source, int offset, int length) {
    byte[] frame = new byte[HEADER_BYTES + length];
    header(frame, DATA, 0, stream, length);
    System.arraycopy(source, offset, frame, HEADER_BYTES, length);
    return frame;
  }

  private static void header(byte[] frame, int type, int flags, int stream, int length) {
    frame[1] = (byte) type;
    frame[2] = (byte) (flags >>> 8);
    frame[3] = (byte) flags;
    put(frame, 4, stream);
    put(frame, 8, length);
  }

  private static void put(byte[] frame, int at, int value) {
    frame[at] = (byte) (value >>> 24);
    frame[at + 1] = (byte) (value >>> 16);
    frame[at + 2] = (byte) (value >>> 8);
    frame[at + 3] = (byte) value;
  }

  static int u16(byte[] header, int at) {
    return (header[at] & 0xff) << 8 | header[at + 1] & 0xff;
  }

  static int u32(byte[] header, int at) {
    return u16(header, at) << 16 | u16(header, at + 2);
  }
}
