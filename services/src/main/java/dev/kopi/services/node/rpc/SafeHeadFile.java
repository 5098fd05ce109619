package dev.kopi.services.node.rpc;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Safe heads in a file of records of equal length, in the order of L1 blocks: appended at the end,
 * and cut off there. A record that a crash left incomplete, and what follows it, is cut off when
 * the file is opened.
 */
final class SafeHeadFile implements SafeHeads.Entries {
  private static final int BODY = 8 + 32 + 8 + 32;
  private static final int RECORD = BODY + 4;
  private static final String NAME = "safe-heads";

  private final FileChannel channel;
  private int size;

  private SafeHeadFile(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = (int) Math.min(Integer.MAX_VALUE, channel.size() / RECORD);
    while (size > 0 && read(size - 1) == null) {
      size--;
    }
    channel.truncate((long) size * RECORD);
  }

  /**
   * Opens the file in a folder; both are made when they are absent.
   *
   * @throws UncheckedIOException when that fails
   */
  static SafeHeadFile open(Path folder) {
    try {
      Files.createDirectories(folder);
      return new SafeHeadFile(
          FileChannel.open(
              folder.resolve(NAME),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public SafeHeads.Entry get(int index) {
    SafeHeads.Entry entry;
    try {
      entry = read(index);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (entry == null) {
      throw new UncheckedIOException(new IOException("record " + index + " is damaged"));
    }
    return entry;
  }

  private SafeHeads.@Nullable Entry read(int index) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(RECORD);
    long at = (long) index * RECORD;
    while (record.hasRemaining()) {
      if (channel.read(record, at + record.position()) < 0) {
        return null;
      }
    }
    if (record.getInt(BODY) != checksum(record.array())) {
      return null;
    }
    byte[] body = record.array();
    return new SafeHeads.Entry(
        new BlockId(Hash.of(body, 8), record.getLong(0)),
        new BlockId(Hash.of(body, 48), record.getLong(40)));
  }

  @Override
  public void truncate(int newSize) {
    try {
      channel.truncate((long) newSize * RECORD);
      size = newSize;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void append(SafeHeads.Entry entry) {
    byte[] bytes = new byte[RECORD];
    ByteBuffer record = ByteBuffer.wrap(bytes);
    record.putLong(0, entry.l1().number()).putLong(40, entry.l2().number());
    entry.l1().hash().writeTo(bytes, 8);
    entry.l2().hash().writeTo(bytes, 48);
    record.putInt(BODY, checksum(bytes));
    try {
      long at = (long) size * RECORD;
      while (record.hasRemaining()) {
        channel.write(record, at + record.position());
      }
      size++;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int checksum(byte[] record) {
    CRC32 crc = new CRC32();
    crc.update(record, 0, BODY);
    // A record of zeros must not be taken for one.
    return ~(int) crc.getValue();
  }
}
