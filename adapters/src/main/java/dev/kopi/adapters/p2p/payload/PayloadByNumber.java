package dev.kopi.adapters.p2p.payload;

import dev.kopi.adapters.compression.SnappyFrames;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.p2p.block.BlockValidator;
import dev.kopi.core.p2p.block.BlockVersion;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.p2p.block.PayloadHashes;
import dev.kopi.core.p2p.block.PayloadSsz;
import dev.kopi.core.platform.LittleEndian;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.UnsafePayloads;
import org.jspecify.annotations.Nullable;

/**
 * The messages of {@code payload_by_number}. A request is a block number, u64 little-endian. A
 * response is a result code, and with code 0 a version, u32 little-endian, and the payload: SSZ in
 * Snappy frames.
 *
 * @see <a href="https://specs.optimism.io/protocol/rollup-node-p2p.html#payload_by_number">
 *     payload_by_number</a>
 */
public final class PayloadByNumber {
  /** The length of a request. */
  public static final int REQUEST_BYTES = 8;

  /** The most bytes of a response. */
  public static final int MAX_RESPONSE_BYTES = BlockValidator.MAX_BYTES;

  private static final int HEADER_BYTES = 5;
  private static final byte SUCCESS = 0;
  private static final byte NOT_FOUND = 1;
  private static final byte INVALID_REQUEST = 2;
  private static final byte FAILED = 3;

  /** What a peer answered. */
  public enum Outcome {
    RECEIVED,
    NOT_FOUND,
    /** The peer says that no such block can exist. */
    INVALID_REQUEST,
    FAILED,
    /** A result code that the protocol does not know. */
    UNKNOWN_CODE,
    MALFORMED,
    /** A version that does not exist. */
    UNKNOWN_VERSION,
    /** Another block than was asked for. */
    WRONG_NUMBER,
    /** The block's hash is not its header's. */
    WRONG_HASH
  }

  /**
   * An answer, checked as far as it can be without the chain.
   *
   * @param block null unless it was received
   */
  public record Answer(Outcome outcome, UnsafePayloads.@Nullable Entry block) {}

  private PayloadByNumber() {}

  /** The protocol's id. */
  public static String protocol(GossipChain chain) {
    return "/opstack/req/payload_by_number/" + chain.chainId().toBigInteger() + "/0";
  }

  /** A request. */
  public static byte[] request(long number) {
    byte[] out = new byte[REQUEST_BYTES];
    for (int i = 0; i < REQUEST_BYTES; i++) {
      out[i] = (byte) (number >>> 8 * i);
    }
    return out;
  }

  /**
   * Answers a request.
   *
   * @param request at least the eight bytes of the number; what follows is not read
   */
  public static byte[] serve(
      byte[] request, GossipChain chain, PayloadSource source, long nowSeconds) {
    if (request.length < REQUEST_BYTES) {
      return new byte[] {FAILED};
    }
    long number = LittleEndian.getLong(request, 0);
    if (!chain.mayExist(number, nowSeconds)) {
      return new byte[] {INVALID_REQUEST};
    }
    UnsafePayloads.Entry block;
    try {
      block = source.payload(number);
    } catch (RuntimeException e) {
      return new byte[] {FAILED};
    }
    return block == null ? new byte[] {NOT_FOUND} : success(block, chain);
  }

  private static byte[] success(UnsafePayloads.Entry block, GossipChain chain) {
    BlockVersion version = BlockVersion.at(chain.op(), block.payload().timestampSeconds());
    byte[] frames = SnappyFrames.encode(PayloadSsz.encode(block, version, 0));
    byte[] out = new byte[HEADER_BYTES + frames.length];
    out[0] = SUCCESS;
    out[1] = (byte) (version.hasBeaconRoot() ? 1 : 0);
    System.arraycopy(frames, 0, out, HEADER_BYTES, frames.length);
    return out;
  }

  /** Reads the whole answer to a request for {@code number}. */
  public static Answer read(byte[] response, long number, GossipChain chain) {
    if (response.length == 0) {
      return new Answer(Outcome.MALFORMED, null);
    }
    Outcome outcome =
        switch (response[0]) {
          case SUCCESS -> Outcome.RECEIVED;
          case NOT_FOUND -> Outcome.NOT_FOUND;
          case INVALID_REQUEST -> Outcome.INVALID_REQUEST;
          case FAILED -> Outcome.FAILED;
          default -> Outcome.UNKNOWN_CODE;
        };
    if (outcome != Outcome.RECEIVED) {
      return new Answer(outcome, null);
    }
    if (response.length < HEADER_BYTES || response.length > MAX_RESPONSE_BYTES) {
      return new Answer(Outcome.MALFORMED, null);
    }
    BlockVersion version = version(response, number, chain);
    if (version == null) {
      return new Answer(Outcome.UNKNOWN_VERSION, null);
    }
    try {
      byte[] ssz = SnappyFrames.decode(response, HEADER_BYTES, BlockValidator.MAX_BYTES);
      return checked(PayloadSsz.decode(ssz, 0, version), number);
    } catch (DecodeException e) {
      return new Answer(Outcome.MALFORMED, null);
    }
  }

  private static @Nullable BlockVersion version(byte[] response, long number, GossipChain chain) {
    if (response[2] != 0 || response[3] != 0 || response[4] != 0) {
      return null;
    }
    long time = chain.timestampSeconds(number);
    return switch (response[1]) {
      case 0 -> chain.op().isActive(OpFork.CANYON, time) ? BlockVersion.V2 : BlockVersion.V1;
      case 1 -> chain.op().isActive(OpFork.ISTHMUS, time) ? BlockVersion.V4 : BlockVersion.V3;
      default -> null;
    };
  }

  private static Answer checked(UnsafePayloads.Entry block, long number) {
    if (block.payload().blockNumber() != number) {
      return new Answer(Outcome.WRONG_NUMBER, null);
    }
    return PayloadHashes.holds(block)
        ? new Answer(Outcome.RECEIVED, block)
        : new Answer(Outcome.WRONG_HASH, null);
  }
}
