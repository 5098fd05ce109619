package dev.kopi.adapters.files;

import dev.kopi.adapters.compression.SnappyFrames;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * An archive of up to 8192 blocks from before the merge, as type-length-value entries. Only headers
 * and bodies are read.
 *
 * @see <a
 *     href="https://github.com/eth-clients/e2store-format-specs/blob/main/formats/era1.md">era1</a>
 */
public final class Era1File implements BlockSource {
  private static final int HEADER_BYTES = 8;
  private static final int VERSION = 0x3265;
  private static final int COMPRESSED_HEADER = 0x03;
  private static final int COMPRESSED_BODY = 0x04;
  private static final int MAX_ENTRY_BYTES = 1 << 28;

  private final InputStream in;
  private boolean started;
  private @Nullable Bytes header;

  /** Reads from a stream, which should be buffered; closing this closes it. */
  public Era1File(InputStream in) {
    this.in = in;
  }

  @Override
  public @Nullable Block next() throws IOException {
    while (true) {
      byte[] head = in.readNBytes(HEADER_BYTES);
      if (head.length == 0 && started && header == null) {
        return null;
      }
      if (head.length != HEADER_BYTES) {
        throw new DecodeException("era1: the file ends within an entry");
      }
      int type = (head[0] & 0xff) | (head[1] & 0xff) << 8;
      long length = 0;
      for (int i = 5; i >= 2; i--) {
        length = length << 8 | (head[i] & 0xff);
      }
      if (length > MAX_ENTRY_BYTES) {
        throw new DecodeException("era1: an entry of " + length + " bytes");
      }
      byte[] value = in.readNBytes((int) length);
      if (value.length != length) {
        throw new DecodeException("era1: the file ends within an entry");
      }
      if (!started && type != VERSION) {
        throw new DecodeException("era1: the file does not begin with a version");
      }
      started = true;
      if (type == COMPRESSED_HEADER) {
        header = Bytes.wrap(SnappyFrames.decode(value, 0, MAX_ENTRY_BYTES));
      } else if (type == COMPRESSED_BODY) {
        return block(Bytes.wrap(SnappyFrames.decode(value, 0, MAX_ENTRY_BYTES)));
      }
    }
  }

  private Block block(Bytes body) {
    Bytes own = header;
    if (own == null) {
      throw new DecodeException("era1: a body without a header");
    }
    header = null;
    RlpReader reader = new RlpReader(body);
    RlpReader parts = reader.list();
    reader.expectEnd();
    RlpWriter out = new RlpWriter(own.size() + body.size() + 16).startList();
    out.raw(own.unsafeArray());
    while (parts.hasMore()) {
      out.raw(parts.raw().unsafeArray());
    }
    return Block.decode(out.endList().toBytes());
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
