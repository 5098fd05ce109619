package dev.kopi.services.engine.rpc.filter;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import java.util.List;

/**
 * The addresses and topics of a block's logs, shortened to a word each, side by side: most logs
 * that do not match are told by these words, without a look at the receipts.
 */
final class BlockLogIndex {
  private static final int TOPICS = 4;
  private static final int WORDS = 1 + TOPICS;
  private static final int LOG_BYTES = 8 * WORDS + 8;
  private static final int FIXED_BYTES = 160;

  private final long[] words;
  private final int[] transactions;
  private final int[] places;

  private BlockLogIndex(int count) {
    words = new long[WORDS * count];
    transactions = new int[count];
    places = new int[count];
  }

  static BlockLogIndex of(List<Receipt> receipts) {
    int count = receipts.stream().mapToInt(receipt -> receipt.logs().size()).sum();
    BlockLogIndex index = new BlockLogIndex(count);
    int at = 0;
    for (int i = 0; i < receipts.size(); i++) {
      List<Log> logs = receipts.get(i).logs();
      for (int place = 0; place < logs.size(); place++) {
        index.add(at++, i, place, logs.get(place));
      }
    }
    return index;
  }

  private void add(int at, int transaction, int place, Log log) {
    transactions[at] = transaction;
    places[at] = place;
    words[WORDS * at] = word(log.address());
    for (int i = 0; i < Math.min(TOPICS, log.topics().size()); i++) {
      words[WORDS * at + 1 + i] = word(log.topics().get(i));
    }
  }

  /** The word that stands for an address. */
  static long word(Address address) {
    return address.low();
  }

  /** The word that stands for a topic. */
  static long word(Hash topic) {
    return topic.word(0) ^ topic.word(1) ^ topic.word(2) ^ topic.word(3);
  }

  int size() {
    return transactions.length;
  }

  /** About how many bytes it takes. */
  long bytes() {
    return FIXED_BYTES + (long) LOG_BYTES * size();
  }

  /** The place of a log's transaction in the block. */
  int transaction(int log) {
    return transactions[log];
  }

  /** The place of a log among those of its transaction. */
  int place(int log) {
    return places[log];
  }

  /** Whether a log has one word: 0 is the address, topics follow. */
  boolean has(int log, int position, long word) {
    return words[WORDS * log + position] == word;
  }
}
