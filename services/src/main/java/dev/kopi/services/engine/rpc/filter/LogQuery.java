package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.receipt.Bloom;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The criteria of a log filter. */
final class LogQuery {
  private static final int MAX_ADDRESSES = 1000;
  private static final int MAX_TOPICS = 4;
  private static final int MAX_ALTERNATIVES = 1000;
  private static final int ADDRESS_BYTES = 20;
  private static final int HASH_BYTES = 32;

  /** Memory of an address or topic in the list and in the sets, in bytes. */
  private static final int VALUE_BYTES = 200;

  private final List<Address> addresses;
  private final List<List<Hash>> topics;
  private final Set<Address> anyAddress;
  private final List<Set<Hash>> anyTopic;

  /** For each criterion the hashes of its values, to look them up in blooms. */
  private final List<List<Hash>> keccaks;

  /** The positions that have one value, 0 for the address, and the words that stand for these. */
  private final int[] single;

  private final long[] words;

  /**
   * Criteria.
   *
   * @param addresses contracts; empty for all
   * @param topics the matching values for each position; an empty list matches all
   */
  LogQuery(List<Address> addresses, List<List<Hash>> topics) {
    this.addresses = List.copyOf(addresses);
    this.topics = topics.stream().map(List::copyOf).toList();
    this.anyAddress = Set.copyOf(addresses);
    this.anyTopic = topics.stream().map(Set::copyOf).toList();
    List<List<Hash>> hashes = new ArrayList<>();
    hashes.add(anyAddress.stream().map(a -> Keccak256.hash(a.toArray())).toList());
    anyTopic.forEach(
        any -> hashes.add(any.stream().map(t -> Keccak256.hash(t.toArray())).toList()));
    this.keccaks = hashes.stream().filter(any -> !any.isEmpty()).toList();
    int[] positions = new int[1 + anyTopic.size()];
    long[] values = new long[1 + anyTopic.size()];
    int count = 0;
    if (anyAddress.size() == 1) {
      values[count++] = BlockLogIndex.word(this.addresses.getFirst());
    }
    for (int i = 0; i < anyTopic.size(); i++) {
      if (anyTopic.get(i).size() == 1) {
        positions[count] = 1 + i;
        values[count++] = BlockLogIndex.word(this.topics.get(i).getFirst());
      }
    }
    this.single = Arrays.copyOf(positions, count);
    this.words = Arrays.copyOf(values, count);
  }

  /** The contracts; empty for all. */
  List<Address> addresses() {
    return addresses;
  }

  /** The matching values for each position; an empty list matches all. */
  List<List<Hash>> topics() {
    return topics;
  }

  /**
   * Reads {@code address} and {@code topics} of a filter object.
   *
   * @throws DecodeException when they are malformed, with go-ethereum's message
   * @throws RpcException when there are too many addresses
   */
  static LogQuery read(JsonNode json) {
    return new LogQuery(
        addresses(JsonFields.optional(json, "address")),
        topics(JsonFields.optional(json, "topics")));
  }

  private static List<Address> addresses(@Nullable JsonNode node) {
    if (node == null) {
      return List.of();
    }
    if (node.isString()) {
      return List.of(address(node, "invalid address"));
    }
    if (!node.isArray()) {
      throw new DecodeException("invalid addresses in query");
    }
    if (node.size() > MAX_ADDRESSES) {
      throw RpcException.server("exceed max addresses or topics per search position");
    }
    List<Address> out = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      if (!node.get(i).isString()) {
        throw new DecodeException("non-string address at index " + i);
      }
      out.add(address(node.get(i), "invalid address at index " + i));
    }
    return out;
  }

  private static Address address(JsonNode node, String problem) {
    try {
      return Address.of(HexText.fixed(node.stringValue(), ADDRESS_BYTES, "address"));
    } catch (DecodeException e) {
      throw new DecodeException(problem + ": " + e.getMessage());
    }
  }

  private static List<List<Hash>> topics(@Nullable JsonNode node) {
    List<List<Hash>> out = new ArrayList<>();
    if (node != null) {
      if (!node.isArray()) {
        throw new DecodeException("invalid topic(s)");
      }
      if (node.size() > MAX_TOPICS) {
        throw new DecodeException("exceed max topics");
      }
      for (JsonNode position : node) {
        out.add(alternatives(position));
      }
    }
    return out;
  }

  private static List<Hash> alternatives(JsonNode position) {
    if (position.isNull()) {
      return List.of();
    }
    if (!position.isArray()) {
      return List.of(topic(position));
    }
    if (position.size() > MAX_ALTERNATIVES) {
      throw new DecodeException("exceed max topics");
    }
    List<Hash> out = new ArrayList<>();
    for (JsonNode one : position) {
      if (one.isNull()) {
        return List.of(); // null matches any value.
      }
      out.add(topic(one));
    }
    return out;
  }

  private static Hash topic(JsonNode node) {
    if (!node.isString()) {
      throw new DecodeException("invalid topic(s)");
    }
    return Hash.of(HexText.fixed(node.stringValue(), HASH_BYTES, "topic"));
  }

  /** The number of addresses and topics. */
  int values() {
    return addresses.size() + topics.stream().mapToInt(List::size).sum();
  }

  /** About how many bytes the query takes. */
  long bytes() {
    return (long) VALUE_BYTES * values();
  }

  /** Whether a block with this logs bloom may contain matching logs. */
  boolean mayMatch(Bytes bloom) {
    return keccaks.stream()
        .allMatch(any -> any.stream().anyMatch(keccak -> Bloom.mayContain(bloom, keccak)));
  }

  /** Whether a log of an index may match. */
  boolean mayMatch(BlockLogIndex index, int log) {
    for (int i = 0; i < single.length; i++) {
      if (!index.has(log, single[i], words[i])) {
        return false;
      }
    }
    return true;
  }

  /** Whether a log matches. */
  boolean matches(Log log) {
    if (!anyAddress.isEmpty() && !anyAddress.contains(log.address())) {
      return false;
    }
    if (anyTopic.size() > log.topics().size()) {
      return false;
    }
    for (int i = 0; i < anyTopic.size(); i++) {
      Set<Hash> position = anyTopic.get(i);
      if (!position.isEmpty() && !position.contains(log.topics().get(i))) {
        return false;
      }
    }
    return true;
  }
}
