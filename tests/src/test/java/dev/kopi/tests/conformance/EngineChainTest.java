package dev.kopi.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.rpc.server.RpcServer;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.adapters.store.ChainStores;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.Hex;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.engine.Engine;
import dev.kopi.services.engine.EngineApiMethods;
import dev.kopi.services.engine.EngineConfig;
import dev.kopi.services.engine.chain.ChainEvents;
import dev.kopi.services.engine.chain.ChainListener;
import dev.kopi.services.engine.chain.HeadChange;
import dev.kopi.services.engine.payload.DaLimits;
import dev.kopi.services.engine.payload.TransactionSource;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** A published chain, given to the engine through its authenticated port. */
class EngineChainTest {
  @Test
  void takesEveryPayloadAndEndsInThePublishedState() throws IOException {
    try (ZipFile zip = Vectors.zip("engine-chain.zip")) {
      Genesis genesis = GenesisJson.read(read(zip, "genesis.json"));
      AtomicInteger heads = new AtomicInteger();
      ChainEvents events = new ChainEvents(ChainEvents.Limits.DEFAULT);
      events.subscribe(
          new ChainListener() {
            @Override
            public void onHead(HeadChange change) {
              heads.addAndGet(change.added().size());
            }
          });
      JwtSecret jwt = JwtSecret.random();
      try (ChainStore store = ChainStores.inMemory(StoreOptions.DEFAULT, genesis.execute());
          Engine engine =
              new Engine(
                  EngineConfig.of("test"),
                  genesis.spec(),
                  store,
                  NativeCrypto.create(),
                  TransactionSource.EMPTY,
                  new DaLimits(),
                  events,
                  new RoleHealth("test"));
          RpcServer server =
              new RpcServer(
                      RpcServerConfig.authenticated("127.0.0.1", 0, jwt),
                      new EngineApiMethods(engine, store, "test", "0x00000000").methods())
                  .start();
          HttpRpcClient client =
              new HttpRpcClient(
                  URI.create(server.httpUrl()),
                  Duration.ofSeconds(60),
                  jwt,
                  Map.of(),
                  InstantSource.system())) {
        int sent = send(client, read(zip, "newpayload.json"));
        JsonNode forkchoice = read(zip, "headfcu.json");
        JsonNode status = call(client, forkchoice).path("payloadStatus");
        assertThat(status.path("status").stringValue()).isEqualTo("VALID");
        events.run(0);
        assertThat(heads).hasValue(sent);
        int accounts = compare(store, read(zip, "headstate.json").path("accounts"));
        System.out.println(
            "engine-chain: "
                + sent
                + " payloads valid, 1 skipped (np0 is the genesis block itself), "
                + accounts
                + " accounts compared");
        assertThat(sent).isEqualTo(600);
        assertThat(accounts).isPositive();
      }
    }
  }

  private static int send(HttpRpcClient client, JsonNode requests) {
    int sent = 0;
    for (JsonNode request : requests.values()) {
      if (request.path("id").stringValue().equals("np0")) {
        continue;
      }
      JsonNode status;
      try {
        status = call(client, request);
      } catch (RpcException e) {
        throw new AssertionError(request.path("id") + ": " + e, e);
      }
      assertThat(status.path("status").stringValue())
          .as(() -> request.path("id") + ": " + status)
          .isEqualTo("VALID");
      sent++;
    }
    return sent;
  }

  private static JsonNode call(HttpRpcClient client, JsonNode request) {
    JsonNode[] params = request.path("params").values().toArray(JsonNode[]::new);
    if (params.length == 4) {
      params[3] = requests(params[3]);
    }
    return client.call(request.path("method").stringValue(), params);
  }

  /** The publisher's tool wrote execution requests in Base64 where the Engine API asks for hex. */
  private static JsonNode requests(JsonNode written) {
    ArrayNode out = Json.array();
    for (JsonNode one : written.values()) {
      String text = one.stringValue();
      out.add(text.startsWith("0x") ? text : Hex.encode(Base64.getDecoder().decode(text)));
    }
    return out;
  }

  private static int compare(ChainStore store, JsonNode accounts) {
    StateView state = store.state(store.heads().head());
    int compared = 0;
    for (Map.Entry<String, JsonNode> entry : accounts.properties()) {
      JsonNode expected = entry.getValue();
      JsonNode named = expected.path("address");
      if (!named.isString()) {
        continue;
      }
      Address address = Address.fromHex(named.stringValue());
      Account account = state.account(address);
      assertThat(account).as(named.stringValue()).isNotNull();
      assertThat(account.balance().toString()).isEqualTo(expected.path("balance").asString());
      assertThat(account.nonce()).isEqualTo(expected.path("nonce").longValue());
      assertThat(account.codeHash())
          .isEqualTo(Hash.fromHex(expected.path("codeHash").stringValue()));
      assertThat(account.storageRoot())
          .isEqualTo(Hash.fromHex(expected.path("root").stringValue()));
      compared++;
    }
    return compared;
  }

  private static JsonNode read(ZipFile zip, String name) throws IOException {
    return Json.parse(zip.getInputStream(zip.getEntry(name)).readAllBytes());
  }
}
