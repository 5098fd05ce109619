package dev.kopi.adapters.l1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.server.GetRoute;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.source.BlobSource.BlobId;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Reads blobs from a beacon node that each test gives its slots. */
class BeaconClientTest {
  private static final long GENESIS = 1_000;
  private static final long NUMBER = 17;
  private static final long SLOT = 20;
  private static final L1BlockRef BLOCK =
      new L1BlockRef(Hash.ofWords(1, 2, 3, 4), NUMBER, Hash.ZERO, GENESIS + 2 * SLOT);

  private final Crypto crypto = NativeCrypto.create();
  private final Bytes blob = Bytes.wrap(new byte[Kzg.BLOB_BYTES]);
  private final BlobId id = new BlobId(0, versionedHash());
  private final Map<String, JsonNode> slots = new HashMap<>();
  private RpcServer server;

  @BeforeEach
  void start() {
    server =
        new RpcServer(
            RpcServerConfig.open("127.0.0.1", 0),
            new RpcMethods(),
            List.of(this::answer),
            RpcObserver.NONE,
            InstantSource.system());
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Hash versionedHash() {
    byte[] hash = crypto.sha256().hash(crypto.kzg().blobToCommitment(blob.toArray()));
    hash[0] = 1;
    return Hash.of(hash);
  }

  private GetRoute.@Nullable Response answer(String path, Map<String, List<String>> query) {
    if (path.equals("/eth/v1/beacon/genesis")) {
      return json(Json.object().put("genesis_time", Long.toString(GENESIS)));
    }
    JsonNode known = slots.get(path.substring(path.lastIndexOf('/') + 1));
    return known == null ? null : json(known);
  }

  private static GetRoute.Response json(JsonNode data) {
    return GetRoute.Response.json(200, Json.write(Json.object().set("data", data)));
  }

  private static ArrayNode blobs(Bytes... blobs) {
    ArrayNode list = Json.array();
    for (Bytes one : blobs) {
      list.add(one.toHex());
    }
    return list;
  }

  private List<Bytes> read() {
    BeaconClient client =
        new BeaconClient(
            List.of(URI.create(server.httpUrl())), Map.of(), Duration.ofSeconds(10), 2L, crypto);
    return client.blobs(BLOCK, List.of(id));
  }

  @Test
  void readsTheSlotOfTheBlocksTime() {
    slots.put(Long.toString(SLOT), blobs(blob));
    assertEquals(List.of(blob), read());
  }

  @Test
  void readsTheSlotOfTheBlocksNumberWhenThatOfItsTimeIsEmpty() {
    slots.put(Long.toString(SLOT), blobs());
    slots.put(Long.toString(NUMBER), blobs(blob));
    assertEquals(List.of(blob), read());
  }

  @Test
  void readsTheSlotOfTheBlocksNumberWhenThatOfItsTimeIsUnknown() {
    slots.put(Long.toString(NUMBER), blobs(blob));
    assertEquals(List.of(blob), read());
  }

  @Test
  void waitsForBlobsThatAreMissingFromAKnownSlot() {
    slots.put(Long.toString(SLOT), blobs());
    assertThrows(TemporaryException.class, this::read);
  }

  @Test
  void startsOverWhenTheSlotIsUnknown() {
    assertThrows(ResetException.class, this::read);
  }

  @Test
  void doesNotTakeAnotherBlobForTheOneAskedFor() {
    byte[] other = new byte[Kzg.BLOB_BYTES];
    other[31] = 1;
    slots.put(Long.toString(SLOT), blobs(Bytes.wrap(other)));
    assertThrows(TemporaryException.class, this::read);
  }
}
