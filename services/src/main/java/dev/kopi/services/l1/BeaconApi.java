package dev.kopi.services.l1;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.server.GetRoute;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of the beacon API that rollup nodes read.
 *
 * @see <a href="https://ethereum.github.io/beacon-APIs/">Beacon API</a>
 */
public final class BeaconApi implements GetRoute {
  private static final String BLOBS = "/eth/v1/beacon/blobs/";
  private static final int MAX_HASHES = 256;

  private final L1ClockConfig config;
  private final BlobArchive blobs;
  private final HeadSlot head;

  /** Provides the slot of the newest block. */
  @FunctionalInterface
  public interface HeadSlot {
    /** The slot of the newest block. */
    long current();
  }

  /** The API over an archive. */
  public BeaconApi(L1ClockConfig config, BlobArchive blobs, HeadSlot head) {
    this.config = config;
    this.blobs = blobs;
    this.head = head;
  }

  @Override
  public @Nullable Response get(String path, Map<String, List<String>> query) {
    return switch (path) {
      case "/eth/v1/beacon/genesis" -> genesis();
      case "/eth/v1/config/spec" -> spec();
      case "/eth/v1/node/version" -> version();
      default -> path.startsWith(BLOBS) ? blobs(path.substring(BLOBS.length()), query) : null;
    };
  }

  private Response genesis() {
    ObjectNode data = Json.object();
    data.put("genesis_time", Long.toString(config.genesisTimeSeconds()));
    data.put("genesis_validators_root", Hash.ZERO.toHex());
    data.put("genesis_fork_version", "0x00000000");
    return data(data);
  }

  private Response spec() {
    ObjectNode data = Json.object();
    data.put("SECONDS_PER_SLOT", Long.toString(config.slotSeconds()));
    data.put("SLOT_DURATION_MS", Long.toString(config.slotSeconds() * 1000));
    data.put("SLOTS_PER_EPOCH", "32");
    data.put("MIN_EPOCHS_FOR_BLOB_SIDECARS_REQUESTS", "4096");
    return data(data);
  }

  private static Response version() {
    ObjectNode data = Json.object();
    data.put("version", "kopi");
    return data(data);
  }

  private Response blobs(String id, Map<String, List<String>> query) {
    long slot;
    Set<Hash> wanted = new HashSet<>();
    try {
      slot = id.equals("head") ? head.current() : Long.parseUnsignedLong(id);
      for (String hash : values(query)) {
        wanted.add(Hash.fromHex(hash));
      }
    } catch (NumberFormatException e) {
      return error(400, "the block is named by its slot or by 'head', not '" + id + "'");
    } catch (DecodeException e) {
      return error(400, "versioned_hashes: " + e.getMessage());
    }
    if (slot < 0 || slot > head.current()) {
      return error(404, "there is no block at slot " + id + " yet");
    }
    List<BlobArchive.NamedBlob> found = blobs.get(slot);
    ArrayNode data = Json.array();
    if (found != null) {
      for (BlobArchive.NamedBlob named : found) {
        if (wanted.isEmpty() || wanted.contains(named.versionedHash())) {
          data.add(named.blob().toHex());
        }
      }
    }
    ObjectNode body = Json.object();
    body.put("execution_optimistic", false);
    body.put("finalized", slot + config.finalizedDistance() <= head.current());
    body.set("data", data);
    return Response.json(200, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The parameter may be repeated, or hold several hashes separated by commas. */
  private static List<String> values(Map<String, List<String>> query) {
    List<String> out = new ArrayList<>();
    for (String value : query.getOrDefault("versioned_hashes", List.of())) {
      for (String part : value.split(",", -1)) {
        if (!part.isBlank()) {
          out.add(part.strip());
        }
      }
    }
    if (out.size() > MAX_HASHES) {
      throw new DecodeException("at most " + MAX_HASHES + " hashes, found " + out.size());
    }
    return out;
  }

  private static Response data(ObjectNode data) {
    ObjectNode body = Json.object();
    body.set("data", data);
    return Response.json(200, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Response error(int status, String message) {
    ObjectNode body = Json.object();
    body.put("code", status);
    body.put("message", message);
    return Response.json(status, body.toString().getBytes(StandardCharsets.UTF_8));
  }
}
