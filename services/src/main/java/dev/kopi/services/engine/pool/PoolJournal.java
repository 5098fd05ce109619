package dev.kopi.services.engine.pool;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.RlpWriter;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of pool transactions that survives the process, in the format of go-ethereum's {@code
 * transactions.rlp}: RLP items one after the other, a list for a legacy transaction and a string
 * for a typed one. A transaction is handed to the operating system before {@link #append} returns;
 * it is not forced to the disk. For any thread.
 */
final class PoolJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PoolJournal.class);

  /** Longer items are damage: the pool takes no transaction of this size. */
  private static final int MAX_ITEM_BYTES = 1 << 20;

  private final Path file;
  private final long maxBytes;
  private final Supplier<List<TransactionEnvelope>> content;
  private @Nullable FileChannel channel;
  private long size;
  private boolean failed;

  /**
   * A journal that is not open: it appends nothing until {@link #rewrite}.
   *
   * @param maxBytes it is written anew before it grows beyond; more than the content takes up
   * @param content the transactions that belong into it now, those of an account in order
   */
  PoolJournal(Path file, long maxBytes, Supplier<List<TransactionEnvelope>> content) {
    this.file = file;
    this.maxBytes = maxBytes;
    this.content = content;
  }

  /**
   * Reads the transactions, each in its consensus encoding. Stops with a warning where the file is
   * damaged: a process that was killed may have left an incomplete item at the end.
   */
  void load(Consumer<Bytes> transaction) {
    long items = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (Bytes next = item(in); next != null; next = item(in)) {
        items++;
        transaction.accept(next);
      }
    } catch (NoSuchFileException e) {
      LOG.debug("there is no transaction journal {}", file);
    } catch (IOException e) {
      LOG.warn(
          "the transaction journal {} is damaged after {} transactions, the rest is lost: {}",
          file,
          items,
          e.getMessage());
    }
  }

  /** The next item: a list with its header, or the content of a string; null at the end. */
  private static @Nullable Bytes item(InputStream in) throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    boolean list = first >= 0xc0;
    int code = first - (list ? 0xc0 : 0x80);
    if (code < 0) {
      throw new IOException("a byte is no transaction");
    }
    byte[] header = {(byte) first};
    int length = code;
    if (code > 55) {
      byte[] size = in.readNBytes(code - 55);
      long value = 0;
      for (byte one : size) {
        value = (value << 8) | (one & 0xff);
      }
      if (size.length < code - 55) {
        throw new EOFException("the last item is incomplete");
      }
      if (value <= 55 || value > MAX_ITEM_BYTES || size.length > 4) {
        throw new IOException("an item has a length of " + Long.toUnsignedString(value));
      }
      header = Bytes.concat(Bytes.wrap(header), Bytes.wrap(size)).toArray();
      length = (int) value;
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the last item is incomplete");
    }
    return list ? Bytes.concat(Bytes.wrap(header), Bytes.wrap(body)) : Bytes.wrap(body);
  }

  /**
   * Adds a transaction that is in the content already. A failure to write is logged: the pool works
   * without its journal.
   */
  synchronized void append(TransactionEnvelope transaction) {
    FileChannel open = channel;
    if (open == null) {
      return;
    }
    byte[] item = encode(transaction);
    if (size + item.length > maxBytes) {
      rewrite();
      return;
    }
    try {
      write(open, item);
      size += item.length;
      failed = false;
    } catch (IOException e) {
      warn("cannot write to", e);
      try {
        // No item may follow one that is incomplete.
        open.truncate(size).position(size);
      } catch (IOException again) {
        rewrite();
      }
    }
  }

  /** Replaces the file by one with the content alone, and opens it. */
  synchronized void rewrite() {
    Path part = file.resolveSibling(file.getFileName() + ".new");
    try {
      close();
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
        for (TransactionEnvelope one : content.get()) {
          out.write(encode(one));
        }
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      FileChannel opened = FileChannel.open(file, StandardOpenOption.WRITE);
      channel = opened;
      size = opened.size();
      opened.position(size);
      failed = false;
    } catch (IOException e) {
      warn("cannot replace", e);
    }
  }

  /** Warns once until writing succeeds again. */
  private void warn(String what, IOException e) {
    if (!failed) {
      LOG.warn(
          "{} the transaction journal {}, transactions may be lost at a restart: {}",
          what,
          file,
          e.getMessage());
    }
    failed = true;
  }

  private static byte[] encode(TransactionEnvelope transaction) {
    Bytes encoded = transaction.encoded();
    return transaction.transaction().type() == TransactionType.LEGACY
        ? encoded.toArray()
        : new RlpWriter(encoded.size() + 5).bytes(encoded).toArray();
  }

  private static void write(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Closes the file; nothing is appended any more. */
  @Override
  public synchronized void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
