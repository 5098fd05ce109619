package dev.kopi.core.p2p.block;

import dev.kopi.core.compress.SnappyBlock;
import dev.kopi.core.crypto.hash.Sha256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The ids of gossip messages. op-node hashes the topic with its length before the data; kona-node
 * and the specification leave the topic out, so that their ids differ.
 *
 * @param withTopic as op-node computes it
 * @param withoutTopic as kona-node computes it
 * @see <a href="https://specs.optimism.io/protocol/rollup-node-p2p.html#message-id-computation">
 *     Message id computation</a>
 */
public record MessageIds(Bytes withTopic, Bytes withoutTopic) {
  private static final int BYTES = 20;

  /** The ids of a message as it is on the wire. */
  public static MessageIds of(String topic, byte[] data, Sha256 sha256) {
    byte domain = 1;
    byte[] content = data;
    try {
      content = SnappyBlock.decode(data, BlockValidator.MAX_BYTES);
    } catch (DecodeException e) {
      domain = 0;
    }
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    byte[] input = new byte[4 + 8 + name.length + content.length];
    System.arraycopy(content, 0, input, input.length - content.length, content.length);
    int plain = 8 + name.length;
    input[plain] = domain;
    Bytes withoutTopic = id(sha256.hash(input, plain, 4 + content.length));
    Arrays.fill(input, 0, plain + 4, (byte) 0);
    input[0] = domain;
    for (int i = 0; i < 4; i++) {
      input[4 + i] = (byte) (name.length >>> 8 * i);
    }
    System.arraycopy(name, 0, input, 12, name.length);
    return new MessageIds(id(sha256.hash(input)), withoutTopic);
  }

  private static Bytes id(byte[] hash) {
    return Bytes.copyOf(hash, 0, BYTES);
  }
}
