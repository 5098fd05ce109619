package dev.kopi.adapters.files;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Blocks in RLP, one after another, as go-ethereum imports and exports them. */
public final class RlpChainFile implements BlockSource {
  private static final int MAX_BLOCK_BYTES = 1 << 28;
  private static final int LONG_LIST = 0xf7;

  private final InputStream in;

  /** Reads from a stream, which should be buffered; closing this closes it. */
  public RlpChainFile(InputStream in) {
    this.in = in;
  }

  @Override
  public @Nullable Block next() throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    if (first <= LONG_LIST) {
      throw new DecodeException("chain file: found no block where one was expected");
    }
    byte[] lengthBytes = in.readNBytes(first - LONG_LIST);
    long length = 0;
    for (byte b : lengthBytes) {
      length = length << 8 | (b & 0xff);
      if (length > MAX_BLOCK_BYTES) {
        throw new DecodeException("chain file: a block is larger than " + MAX_BLOCK_BYTES);
      }
    }
    int header = 1 + lengthBytes.length;
    byte[] content = in.readNBytes((int) length);
    if (lengthBytes.length != first - LONG_LIST || content.length != length) {
      throw new DecodeException("chain file: it ends within a block");
    }
    byte[] block = new byte[header + content.length];
    block[0] = (byte) first;
    System.arraycopy(lengthBytes, 0, block, 1, lengthBytes.length);
    System.arraycopy(content, 0, block, header, content.length);
    return Block.decode(Bytes.wrap(block));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
