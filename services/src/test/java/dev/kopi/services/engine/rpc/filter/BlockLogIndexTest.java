package dev.kopi.services.engine.rpc.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockLogIndexTest {
  private static final List<Hash> TOPICS =
      List.of(
          Hash.ZERO, Hash.ofWords(0, 0, 0, 1), Hash.ofWords(1, 0, 0, 0), Hash.ofWords(0, 5, 0, 5));
  private static final List<Address> ADDRESSES =
      List.of(Address.ZERO, Address.ofWords(0, 0, 1), Address.ofWords(7, 0, 1));

  private static Log log(Random random) {
    List<Hash> topics = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      topics.add(TOPICS.get(random.nextInt(TOPICS.size())));
    }
    return new Log(ADDRESSES.get(random.nextInt(ADDRESSES.size())), topics, Bytes.EMPTY);
  }

  private static Receipt receipt(List<Log> logs) {
    return new Receipt(TransactionType.DYNAMIC_FEE, null, true, 0, logs, null, null);
  }

  private static LogQuery query(Random random) {
    List<Address> addresses = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      addresses.add(ADDRESSES.get(random.nextInt(ADDRESSES.size())));
    }
    List<List<Hash>> topics = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      List<Hash> position = new ArrayList<>();
      for (int j = random.nextInt(3); j > 0; j--) {
        position.add(TOPICS.get(random.nextInt(TOPICS.size())));
      }
      topics.add(position);
    }
    return new LogQuery(addresses, topics);
  }

  @Test
  void losesNoLogThatMatches() {
    Random random = new Random(1);
    int found = 0;
    int told = 0;
    for (int round = 0; round < 2000; round++) {
      List<Receipt> receipts = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        List<Log> logs = new ArrayList<>();
        for (int j = random.nextInt(4); j > 0; j--) {
          logs.add(log(random));
        }
        receipts.add(receipt(logs));
      }
      LogQuery query = query(random);
      BlockLogIndex index = BlockLogIndex.of(receipts);
      int at = 0;
      for (int i = 0; i < receipts.size(); i++) {
        List<Log> logs = receipts.get(i).logs();
        for (int place = 0; place < logs.size(); place++, at++) {
          assertThat(index.transaction(at)).isEqualTo(i);
          assertThat(index.place(at)).isEqualTo(place);
          boolean matches = query.matches(logs.get(place));
          boolean may = query.mayMatch(index, at);
          assertThat(may || !matches).isTrue();
          found += matches ? 1 : 0;
          told += may ? 0 : 1;
        }
      }
      assertThat(index.size()).isEqualTo(at);
    }
    assertThat(found).isGreaterThan(100);
    assertThat(told).isGreaterThan(1000);
  }

  @Test
  void theCacheIsBoundedByBytes() {
    BlockLogIndex index =
        BlockLogIndex.of(List.of(receipt(List.of(log(new Random(2)), log(new Random(3))))));
    LogIndexCache cache = new LogIndexCache(2 * index.bytes());
    for (int i = 1; i <= 3; i++) {
      cache.put(Hash.ofWords(0, 0, 0, i), index);
    }
    assertThat(cache.size()).isEqualTo(2);
    assertThat(cache.get(Hash.ofWords(0, 0, 0, 1))).isNull();
    assertThat(cache.get(Hash.ofWords(0, 0, 0, 3))).isSameAs(index);
    LogIndexCache small = new LogIndexCache(index.bytes() - 1);
    small.put(Hash.ZERO, index);
    assertThat(small.size()).isZero();
  }
}
