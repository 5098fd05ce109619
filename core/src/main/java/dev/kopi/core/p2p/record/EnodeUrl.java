package dev.kopi.core.p2p.record;

import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.RlpWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads {@code enode://PUBLIC-KEY@IP:TCP-PORT[?discport=UDP-PORT]}, which names a node without a
 * signed record.
 */
public final class EnodeUrl {
  private static final String SCHEME = "enode://";
  private static final String UDP_PORT = "?discport=";
  private static final int KEY_DIGITS = 128;
  private static final int SIGNATURE_BYTES = 64;

  private EnodeUrl() {}

  /**
   * The record of the node, of version 0 and with a signature of zeros.
   *
   * @throws DecodeException when the text is no such URL with an IPv4 address
   */
  public static NodeRecord parse(String text) {
    int at = SCHEME.length() + KEY_DIGITS;
    int colon = text.lastIndexOf(':');
    if (!text.startsWith(SCHEME)
        || text.length() <= at
        || text.charAt(at) != '@'
        || colon <= at
        || !isHex(text.substring(SCHEME.length(), at))) {
      throw new DecodeException(
          "not enode://PUBLIC-KEY@IP:PORT with a key of 128 hex digits and an IPv4 address");
    }
    Bytes publicKey = Bytes.fromHex("0x" + text.substring(SCHEME.length(), at));
    String ports = text.substring(colon + 1);
    int query = ports.indexOf(UDP_PORT);
    byte[] compressed = PortableSecp256k1.compress(publicKey.toArray());
    byte[] onCurve = PortableSecp256k1.decompress(compressed);
    if (onCurve == null || !Arrays.equals(onCurve, publicKey.toArray())) {
      throw new DecodeException("the public key is not a point of the curve");
    }
    int tcp = number(query < 0 ? ports : ports.substring(0, query), 0xffff);
    int udp = query < 0 ? tcp : number(ports.substring(query + UDP_PORT.length()), 0xffff);
    if (tcp == 0 || udp == 0) {
      throw new DecodeException("no port is 0");
    }
    Map<String, Bytes> entries = new TreeMap<>();
    entries.put("id", NodeRecord.value(Bytes.wrap(new byte[] {'v', '4'})));
    entries.put("ip", NodeRecord.value(Bytes.wrap(ip4(text.substring(at + 1, colon)))));
    entries.put("secp256k1", NodeRecord.value(Bytes.wrap(compressed)));
    entries.put("tcp", number(tcp));
    entries.put("udp", number(udp));
    return NodeRecord.unsigned(publicKey, entries, Bytes.wrap(new byte[SIGNATURE_BYTES]));
  }

  private static Bytes number(int port) {
    return new RlpWriter().number(port).toBytes();
  }

  private static byte[] ip4(String text) {
    byte[] ip = new byte[4];
    String rest = text;
    for (int i = 0; i < ip.length; i++) {
      int dot = rest.indexOf('.');
      if (dot < 0 != (i == ip.length - 1)) {
        throw new DecodeException("no IPv4 address is " + text);
      }
      ip[i] = (byte) number(dot < 0 ? rest : rest.substring(0, dot), 0xff);
      rest = rest.substring(dot + 1);
    }
    return ip;
  }

  private static boolean isHex(String text) {
    return text.chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }

  private static int number(String text, int max) {
    int number = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      number = c >= '0' && c <= '9' ? 10 * number + (c - '0') : max + 1;
      if (number > max) {
        break;
      }
    }
    if (text.isEmpty() || number > max) {
      throw new DecodeException(text + " is not a number up to " + max);
    }
    return number;
  }
}
