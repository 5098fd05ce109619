package dev.kopi.adapters.compression;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder;
import dev.kopi.core.derivation.channel.CompressionAlgorithm;
import dev.kopi.core.derivation.channel.Compressor;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Brotli by its C library, with the version byte of channels in front. */
final class BrotliCompressor implements Compressor {
  private final int level;
  private final ByteQueue out = new ByteQueue();
  private @Nullable BrotliOutputStream stream;

  BrotliCompressor(int level) {
    Brotli4jLoader.ensureAvailability();
    this.level = level;
    out.write(CompressionAlgorithm.BROTLI_VERSION);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      open().write(bytes, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void flush() {
    try {
      open().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void finish() {
    try {
      open().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private BrotliOutputStream open() throws IOException {
    BrotliOutputStream open = stream;
    if (open == null) {
      open = new BrotliOutputStream(out, new Encoder.Parameters().setQuality(level));
      stream = open;
    }
    return open;
  }

  @Override
  public int size() {
    return out.size();
  }

  @Override
  public void read(byte[] target, int offset, int length) {
    out.read(target, offset, length);
  }

  @Override
  public void reset() {
    BrotliOutputStream open = stream;
    if (open != null) {
      finish();
      stream = null;
    }
    out.clear();
    out.write(CompressionAlgorithm.BROTLI_VERSION);
  }
}
