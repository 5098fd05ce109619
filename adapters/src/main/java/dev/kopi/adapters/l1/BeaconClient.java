package dev.kopi.adapters.l1;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.http.HttpEndpoint;
import dev.kopi.adapters.rpc.http.HttpResponse;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.source.BlobSource;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Fetches blobs from beacon nodes. Every blob is verified: its recomputed commitment must have the
 * requested versioned hash. Thread-safe.
 *
 * @see <a href="https://ethereum.github.io/beacon-APIs/">Beacon API</a>
 */
public final class BeaconClient implements BlobSource {
  private static final Logger LOG = LoggerFactory.getLogger(BeaconClient.class);
  private static final int MAX_ANSWER_BYTES = 96 << 20;
  private static final int CACHED_BLOBS = 48;
  private static final int NOT_FOUND = 404;

  private final List<HttpEndpoint> nodes;
  private final Map<String, String> headers;
  private final Duration timeout;
  private final Crypto crypto;
  private final @Nullable Long slotSeconds;
  private final BoundedCache<Hash, Bytes> cache =
      new BoundedCache<>(CACHED_BLOBS, Long.MAX_VALUE, b -> 1);
  private volatile @Nullable Slots slots;

  private record Slots(long genesisSeconds, long slotSeconds) {}

  /**
   * A client; nothing is requested yet.
   *
   * @param urls the node, and the fallbacks when it fails
   * @param headers additional HTTP headers, such as an API key
   * @param slotSeconds the slot duration, or null to ask the node
   */
  public BeaconClient(
      List<URI> urls,
      Map<String, String> headers,
      Duration timeout,
      @Nullable Long slotSeconds,
      Crypto crypto) {
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("no beacon node");
    }
    this.nodes = urls.stream().map(url -> new HttpEndpoint(url, MAX_ANSWER_BYTES)).toList();
    this.headers = Map.copyOf(headers);
    this.timeout = timeout;
    this.slotSeconds = slotSeconds;
    this.crypto = crypto;
  }

  /**
   * The name and version of the node.
   *
   * @throws TemporaryException when it does not answer
   */
  public String version() {
    JsonNode data = data(nodes.getFirst(), "/eth/v1/node/version");
    return data == null ? "unknown" : JsonFields.text(data, "version", "unknown");
  }

  @Override
  public List<Bytes> blobs(L1BlockRef block, List<BlobId> ids) {
    Set<Hash> missing = new LinkedHashSet<>();
    for (BlobId id : ids) {
      if (cache.get(id.versionedHash()) == null) {
        missing.add(id.versionedHash());
      }
    }
    Map<Hash, Bytes> fetched = missing.isEmpty() ? Map.of() : fetch(block, missing);
    List<Bytes> out = new ArrayList<>(ids.size());
    for (BlobId id : ids) {
      Bytes blob = fetched.get(id.versionedHash());
      if (blob == null) {
        blob = cache.get(id.versionedHash());
      }
      if (blob == null) {
        throw new TemporaryException("blob " + id.versionedHash() + " was evicted from the cache");
      }
      out.add(blob);
    }
    return out;
  }

  private Map<Hash, Bytes> fetch(L1BlockRef block, Set<Hash> hashes) {
    long slot = slot(block.timestampSeconds());
    boolean allUnknown = true;
    TemporaryException last = null;
    for (HttpEndpoint node : nodes) {
      try {
        Map<Hash, Bytes> found = fetch(node, slot, block.number(), hashes);
        if (found != null) {
          found.forEach(cache::put);
          return found;
        }
      } catch (TemporaryException e) {
        allUnknown = false;
        last = e;
      }
    }
    if (allUnknown || last == null) {
      throw new ResetException(
          "no beacon node has the blobs of L1 block " + block.hash() + " in slot " + slot);
    }
    throw last;
  }

  /**
   * The blobs from one node; null when it does not know the slot. Anvil numbers its slots like its
   * blocks, which differs from the slot by the timestamp once a block is late: so blobs that are
   * missing in the slot by the timestamp are looked for in the slot by the block number.
   */
  private @Nullable Map<Hash, Bytes> fetch(
      HttpEndpoint node, long slot, long blockNumber, Set<Hash> hashes) {
    TemporaryException incomplete = null;
    try {
      Map<Hash, Bytes> found = fetch(node, slot, hashes);
      if (found != null) {
        return found;
      }
    } catch (TemporaryException e) {
      incomplete = e;
    }
    try {
      Map<Hash, Bytes> found = blockNumber == slot ? null : fetch(node, blockNumber, hashes);
      if (found != null) {
        return found;
      }
    } catch (TemporaryException e) {
      LOG.debug("the blobs are not in the slot by the block number either", e);
    }
    if (incomplete != null) {
      throw incomplete;
    }
    return null;
  }

  private @Nullable Map<Hash, Bytes> fetch(HttpEndpoint node, long slot, Set<Hash> hashes) {
    StringBuilder path = new StringBuilder("/eth/v1/beacon/blobs/").append(slot);
    char separator = '?';
    for (Hash hash : hashes) {
      path.append(separator).append("versioned_hashes=").append(hash.toHex());
      separator = '&';
    }
    JsonNode blobs = data(node, path.toString());
    if (blobs != null && blobs.isArray() && blobs.size() < hashes.size()) {
      // Some nodes filter by one of the hashes only: then all blobs of the slot are requested.
      blobs = data(node, "/eth/v1/beacon/blobs/" + slot);
    }
    if (blobs != null) {
      return pick(JsonFields.asList(blobs, "data", b -> JsonFields.asBytes(b, "blob")), hashes);
    }
    JsonNode sidecars = data(node, "/eth/v1/beacon/blob_sidecars/" + slot);
    if (sidecars != null) {
      return pick(JsonFields.asList(sidecars, "data", s -> JsonFields.bytes(s, "blob")), hashes);
    }
    return null;
  }

  private Map<Hash, Bytes> pick(List<Bytes> blobs, Set<Hash> hashes) {
    Map<Hash, Bytes> found = new HashMap<>();
    for (Bytes blob : blobs) {
      if (found.size() == hashes.size()) {
        break;
      }
      if (blob.size() != Kzg.BLOB_BYTES) {
        throw new TemporaryException("a beacon node returned a blob of " + blob.size() + " bytes");
      }
      Hash hash = versionedHash(blob);
      if (hashes.contains(hash)) {
        found.put(hash, blob);
      }
    }
    if (found.size() < hashes.size()) {
      throw new TemporaryException(
          "a beacon node returned " + found.size() + " of " + hashes.size() + " blobs");
    }
    return found;
  }

  /** "0x01 and the last 31 bytes of the commitment's SHA-256" (EIP-4844). */
  private Hash versionedHash(Bytes blob) {
    try {
      byte[] hash = crypto.sha256().hash(crypto.kzg().blobToCommitment(blob.unsafeArray()));
      hash[0] = 1;
      return Hash.of(hash);
    } catch (DecodeException e) {
      throw new TemporaryException("a beacon node returned a malformed blob", e);
    }
  }

  /**
   * The slot duration.
   *
   * @throws TemporaryException when the node does not return it
   */
  public long secondsPerSlot() {
    return slots().slotSeconds();
  }

  private Slots slots() {
    Slots known = slots;
    if (known == null) {
      known = askSlots();
      slots = known;
    }
    return known;
  }

  private long slot(long timestampSeconds) {
    Slots known = slots();
    if (timestampSeconds < known.genesisSeconds()) {
      throw new TemporaryException(
          "an L1 block at " + timestampSeconds + " is older than the beacon chain");
    }
    return (timestampSeconds - known.genesisSeconds()) / known.slotSeconds();
  }

  private Slots askSlots() {
    HttpEndpoint node = nodes.getFirst();
    JsonNode genesis = data(node, "/eth/v1/beacon/genesis");
    if (genesis == null) {
      throw new TemporaryException("the beacon node does not return its genesis");
    }
    long genesisSeconds = JsonFields.decimal(genesis, "genesis_time");
    if (slotSeconds != null) {
      return new Slots(genesisSeconds, slotSeconds);
    }
    JsonNode spec = data(node, "/eth/v1/config/spec");
    if (spec == null) {
      throw new TemporaryException(
          "the beacon node does not return the slot duration: set --l1.beacon.slot-duration-override");
    }
    long seconds = JsonFields.decimal(spec, "SECONDS_PER_SLOT");
    if (seconds <= 0) {
      throw new TemporaryException("the beacon node returns a slot duration of " + seconds + " s");
    }
    return new Slots(genesisSeconds, seconds);
  }

  /** The {@code data} of a response; null when the node does not have it. */
  private @Nullable JsonNode data(HttpEndpoint node, String path) {
    try {
      HttpResponse answer = node.get(path, headers, timeout);
      if (answer.status() == NOT_FOUND || answer.status() == 410) {
        return null;
      }
      if (answer.status() != 200) {
        throw new TemporaryException(
            "the beacon node returned status " + answer.status() + " for " + brief(path));
      }
      return JsonFields.required(Json.parse(answer.body().unsafeArray()), "data");
    } catch (RpcTransportException | DecodeException e) {
      throw new TemporaryException(
          "cannot read " + brief(path) + " from the beacon node: " + e.getMessage(), e);
    }
  }

  private static String brief(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }
}
