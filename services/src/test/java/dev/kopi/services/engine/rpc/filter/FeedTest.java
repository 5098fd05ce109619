package dev.kopi.services.engine.rpc.filter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FeedTest {
  private final Feed<String> feed = new Feed<>(100, 1000, String::length);

  @Test
  void readsFromAnyPosition() {
    feed.add("a");
    long position = feed.end();
    feed.add("b");
    feed.add("c");
    assertThat(feed.read(position, 10)).containsExactly("b", "c");
    assertThat(feed.read(position, 1)).containsExactly("b");
    assertThat(feed.read(feed.end(), 10)).isEmpty();
  }

  @Test
  void dropsTheOldestBeyondItsNumberOfEntries() {
    for (int i = 0; i < 250; i++) {
      feed.add(String.valueOf(i));
    }
    assertThat(feed.read(149, 10)).isNull();
    assertThat(feed.read(150, 1000)).hasSize(100).startsWith("150").endsWith("249");
  }

  @Test
  void dropsTheOldestBeyondItsBytes() {
    for (int i = 0; i < 10; i++) {
      feed.add("x".repeat(300));
    }
    assertThat(feed.read(6, 10)).isNull();
    assertThat(feed.read(7, 10)).hasSize(3);
    feed.add("x".repeat(2000));
    assertThat(feed.read(10, 10)).isNull();
    assertThat(feed.read(11, 10)).isEmpty();
  }

  @Test
  void losesAllReadersWhereEntriesAreMissing() {
    feed.add("a");
    long before = feed.end();
    feed.skip();
    long after = feed.end();
    feed.add("b");
    assertThat(feed.read(before, 10)).isNull();
    assertThat(feed.read(after, 10)).containsExactly("b");
  }
}
