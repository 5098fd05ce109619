package dev.kopi.tests.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainStore;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The logs that a client takes as canonical after what it was told. For one thread. */
final class LogBook {
  private final String client;
  private final Set<String> logs = new HashSet<>();
  private long told;

  LogBook(String client) {
    this.client = client;
  }

  /** A log was told: a new one must not be known, a removed one must be. */
  void hear(JsonNode log) {
    told++;
    String id = log.path("blockHash").stringValue("") + "/" + log.path("logIndex").stringValue("");
    if (log.path("removed").booleanValue(false)) {
      assertThat(logs.remove(id)).as("%s: removed log %s was told before", client, id).isTrue();
    } else {
      assertThat(logs.add(id)).as("%s: log %s is told once", client, id).isTrue();
    }
  }

  /** The logs must be exactly those of the canonical chain above genesis. */
  void assertCanonical(ChainStore store, Hash head) {
    Set<String> expected = new HashSet<>();
    long top = Objects.requireNonNull(store.header(head)).number();
    for (long number = 1; number <= top; number++) {
      Hash block = Objects.requireNonNull(store.canonicalHash(number));
      int index = 0;
      List<Receipt> receipts = Objects.requireNonNull(store.receipts(block));
      for (Receipt receipt : receipts) {
        for (int i = 0; i < receipt.logs().size(); i++) {
          expected.add(block.toHex() + "/0x" + Integer.toHexString(index++));
        }
      }
    }
    assertThat(logs).as(client).isEqualTo(expected);
  }

  long told() {
    return told;
  }
}
