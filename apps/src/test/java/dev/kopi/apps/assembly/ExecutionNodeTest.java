package dev.kopi.apps.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.rpc.JwtSecret;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.adapters.store.StoreOptions;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.services.engine.pool.PoolSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExecutionNodeTest {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Genesis GENESIS =
      GenesisJson.read(
          Json.parse(
              """
              {"config": {"chainId": 7, "londonBlock": 0, "mergeNetsplitBlock": 0,
                          "terminalTotalDifficulty": 0},
               "gasLimit": "0x1c9c380", "baseFeePerGas": "0x7", "alloc": {}}
              """));

  @Test
  void servesEachPortWithItsOwnNamespaces() {
    ExecutionNode.Setup setup =
        new ExecutionNode.Setup(
            "ports",
            GENESIS.spec(),
            GENESIS.execute(),
            null,
            StoreOptions.DEFAULT,
            PoolSettings.of(PoolLimits.DEFAULT),
            List.of(
                new OpenPort(RpcServerConfig.open(LOOPBACK, 0), Set.of("eth", "net")),
                new OpenPort(RpcServerConfig.open(LOOPBACK, 0), Set.of("eth"))),
            RpcServerConfig.authenticated(LOOPBACK, 0, JwtSecret.random()),
            null,
            List.of(),
            RpcObserver.NONE);
    ExecutionNode node = new ExecutionNode(setup, NativeCrypto.create());
    try {
      node.start();
      List<String> urls = node.openUrls();
      assertThat(urls).hasSize(2);
      assertThat(call(urls.getFirst(), "net_version")).isEqualTo("7");
      assertThat(call(urls.getLast(), "eth_chainId")).isEqualTo("0x7");
      assertThatThrownBy(() -> call(urls.getLast(), "net_version"))
          .isInstanceOf(RpcException.class)
          .hasMessageContaining("net_version");
    } finally {
      node.close();
    }
  }

  private static String call(String url, String method) {
    try (HttpRpcClient client = new HttpRpcClient(URI.create(url), Duration.ofSeconds(10))) {
      return client.call(method).stringValue();
    }
  }
}
