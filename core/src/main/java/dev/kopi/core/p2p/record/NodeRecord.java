package dev.kopi.core.p2p.record;

import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.crypto.ecdsa.Secp256k1Signature;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node record of the identity scheme v4, signature checked unless it comes from an {@link
 * EnodeUrl}.
 *
 * @param encoded the RLP
 * @param seq the record's version, unsigned
 * @param publicKey the node's key, 64 bytes
 * @param entries the RLP values by key
 * @see <a href="https://eips.ethereum.org/EIPS/eip-778">EIP-778</a>
 */
public record NodeRecord(Bytes encoded, long seq, Bytes publicKey, Map<String, Bytes> entries) {
  private static final int MAX_BYTES = 300;
  private static final String PREFIX = "enr:";
  private static final String KEY = "secp256k1";
  private static final Bytes V4 = Bytes.wrap(new byte[] {'v', '4'});

  /** Copies the entries. */
  public NodeRecord {
    entries = Collections.unmodifiableMap(new TreeMap<>(entries));
  }

  /**
   * Reads the text form.
   *
   * @throws DecodeException when it is malformed or wrongly signed
   */
  public static NodeRecord parse(String text, Secp256k1 curve) {
    if (!text.startsWith(PREFIX) || text.length() > 2 * MAX_BYTES) {
      throw new DecodeException("not a node record");
    }
    try {
      return decode(
          Bytes.wrap(Base64.getUrlDecoder().decode(text.substring(PREFIX.length()))), curve);
    } catch (IllegalArgumentException e) {
      throw new DecodeException("node record: not base64");
    }
  }

  /**
   * Reads the RLP.
   *
   * @throws DecodeException when it is malformed or wrongly signed
   */
  public static NodeRecord decode(Bytes encoded, Secp256k1 curve) {
    require(encoded.size() <= MAX_BYTES, "too large");
    RlpReader outer = new RlpReader(encoded);
    RlpReader list = outer.list();
    outer.expectEnd();
    Bytes signature = list.bytes(64);
    RlpWriter content = new RlpWriter().startList();
    long seq = list.number();
    content.number(seq);
    Map<String, Bytes> entries = new TreeMap<>();
    Bytes last = null;
    while (list.hasMore()) {
      Bytes key = list.bytes();
      require(last == null || last.compareTo(key) < 0, "keys are not in order");
      last = key;
      Bytes value = list.raw();
      content.bytes(key).raw(value.toArray());
      entries.put(new String(key.toArray(), StandardCharsets.ISO_8859_1), value);
    }
    Bytes id = string(entries.get("id"));
    require(V4.equals(id), "not of the identity scheme v4");
    Bytes compressed = string(entries.get(KEY));
    require(signature.size() == 64, "no signature");
    byte[] publicKey =
        compressed == null ? null : PortableSecp256k1.decompress(compressed.toArray());
    if (publicKey == null) {
      throw new DecodeException("node record: no public key");
    }
    Hash hash = Keccak256.hash(content.endList().toBytes());
    byte[] rs = signature.toArray();
    require(
        curve.verify(hash, UInt256.fromBytes(rs, 0, 32), UInt256.fromBytes(rs, 32, 32), publicKey),
        "wrong signature");
    return new NodeRecord(encoded, seq, Bytes.wrap(publicKey), entries);
  }

  /**
   * Makes a record; {@code id} and the key are added.
   *
   * @param entries the RLP values by key
   */
  public static NodeRecord sign(
      PrivateKey key, long seq, Map<String, Bytes> entries, Secp256k1 curve) {
    byte[] publicKey = curve.publicKey(key);
    TreeMap<String, Bytes> all = new TreeMap<>(entries);
    all.put("id", value(V4));
    all.put(KEY, value(Bytes.wrap(PortableSecp256k1.compress(publicKey))));
    RlpWriter content = new RlpWriter().startList().number(seq);
    write(all, content);
    Secp256k1Signature signature = curve.sign(Keccak256.hash(content.endList().toBytes()), key);
    Bytes rs = Bytes.wrap(signature.toArray()).slice(0, 64);
    return new NodeRecord(encode(rs, seq, all), seq, Bytes.wrap(publicKey), all);
  }

  /** A record of version 0 with a signature that nobody checks. */
  static NodeRecord unsigned(Bytes publicKey, Map<String, Bytes> entries, Bytes signature) {
    return new NodeRecord(encode(signature, 0, entries), 0, publicKey, entries);
  }

  private static Bytes encode(Bytes signature, long seq, Map<String, Bytes> entries) {
    RlpWriter record = new RlpWriter().startList().bytes(signature).number(seq);
    write(entries, record);
    return record.endList().toBytes();
  }

  private static void write(Map<String, Bytes> entries, RlpWriter out) {
    entries.forEach(
        (key, value) -> out.bytes(key.getBytes(StandardCharsets.ISO_8859_1)).raw(value.toArray()));
  }

  /** The RLP of a byte string. */
  public static Bytes value(Bytes string) {
    return new RlpWriter(string.size() + 4).bytes(string).toBytes();
  }

  /** The text form. */
  public String text() {
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(encoded.toArray());
  }

  /** The node's id in the table of discovery. */
  public Hash nodeId() {
    return Keccak256.hash(publicKey);
  }

  /** The IPv4 address, 4 bytes; null when there is none. */
  public @Nullable Bytes ip4() {
    Bytes ip = string(entries.get("ip"));
    return ip == null || ip.size() != 4 ? null : ip;
  }

  /** The TCP port; null when there is none. */
  public @Nullable Integer tcp() {
    return port("tcp");
  }

  /** The UDP port; null when there is none. */
  public @Nullable Integer udp() {
    return port("udp");
  }

  private @Nullable Integer port(String key) {
    Bytes raw = string(entries.get(key));
    if (raw == null || raw.isEmpty() || raw.size() > 2) {
      return null;
    }
    return raw.size() == 1 ? raw.get(0) & 0xff : (raw.get(0) & 0xff) << 8 | raw.get(1) & 0xff;
  }

  /**
   * The OP Stack's entry; null when there is none.
   *
   * @throws DecodeException when it is malformed
   */
  public @Nullable OpStackEntry opStack() {
    Bytes value = entries.get(OpStackEntry.KEY);
    return value == null ? null : OpStackEntry.decode(new RlpReader(value).bytes());
  }

  private static @Nullable Bytes string(@Nullable Bytes value) {
    if (value == null) {
      return null;
    }
    RlpReader reader = new RlpReader(value);
    return reader.nextIsList() ? null : reader.bytes();
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new DecodeException("node record: " + what);
    }
  }
}
