package dev.kopi.core.derivation.batch;

import dev.kopi.core.primitives.ByteRange;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.rollup.RollupConfig;

/**
 * Reads batches from the byte strings of a channel. Bytes behind a batch within its byte string are
 * ignored.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#batch-format">Batch format</a>
 */
public final class BatchDecoder {
  private BatchDecoder() {}

  /** The result of decoding. */
  public sealed interface Decoded {
    /** A batch. */
    record Read(Batch batch) implements Decoded {}

    /** A span batch whose transactions cannot be put together; those after it may still be read. */
    record Unusable() implements Decoded {}

    /** A span batch before Delta, which is ignored. */
    record TooEarly() implements Decoded {}
  }

  /**
   * Reads a batch.
   *
   * @param deltaActive whether span batches are allowed
   * @throws DecodeException when the data is not a batch: nothing after it can be trusted
   */
  public static Decoded decode(RollupConfig config, boolean deltaActive, ByteRange data) {
    if (data.size() == 0) {
      throw new DecodeException("batch: no bytes");
    }
    byte version = data.array()[data.start()];
    switch (version) {
      case SingularBatch.TYPE -> {
        RlpReader reader = new RlpReader(data.array(), data.start() + 1, data.size() - 1);
        return new Decoded.Read(SingularBatch.read(reader));
      }
      case SpanBatch.TYPE -> {
        SpanBatchReader raw = SpanBatchReader.read(data);
        if (!deltaActive) {
          return new Decoded.TooEarly();
        }
        try {
          return new Decoded.Read(raw.derive(config));
        } catch (DecodeException e) {
          return new Decoded.Unusable();
        }
      }
      default -> throw new DecodeException("batch: version " + version);
    }
  }
}
