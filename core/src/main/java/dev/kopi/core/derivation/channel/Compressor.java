package dev.kopi.core.derivation.channel;

/**
 * A stream of compressed bytes that grows while bytes are written. What comes out waits here until
 * it is read.
 */
public interface Compressor {
  /** Makes compressors. */
  interface Factory {
    /** A new compressor. */
    Compressor create(CompressionAlgorithm algorithm);

    /** A compressor that writes the zlib format and stores bytes as they are. */
    Compressor createStoring();
  }

  /** Compresses bytes; what comes out may come later. */
  void write(byte[] bytes, int offset, int length);

  /** Brings out everything written so far, at some cost of compression. */
  void flush();

  /** Ends the stream: everything comes out. Nothing may be written after it. */
  void finish();

  /** How many compressed bytes wait to be read. */
  int size();

  /** Takes waiting bytes; exactly {@code length} of them must wait. */
  void read(byte[] target, int offset, int length);

  /** Starts over: forgets what was written and what waits. */
  void reset();
}
