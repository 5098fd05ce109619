package dev.kopi.adapters.files;

import dev.kopi.core.chain.block.Block;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Blocks from a file, in ascending order. */
public interface BlockSource extends Closeable {
  /**
   * The next block, or null at the end.
   *
   * @throws dev.kopi.core.primitives.DecodeException when the file is malformed
   */
  @Nullable Block next() throws IOException;

  /** Opens a file: an era1 archive when its name says so, else blocks in RLP. */
  static BlockSource open(Path file) throws IOException {
    BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20);
    return file.getFileName().toString().endsWith(".era1")
        ? new Era1File(in)
        : new RlpChainFile(in);
  }
}
