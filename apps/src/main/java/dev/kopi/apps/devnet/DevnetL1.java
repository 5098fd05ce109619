package dev.kopi.apps.devnet;

import dev.kopi.adapters.l1.BeaconClient;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.primitives.UInt256;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The L1 of a devnet, as the roles see it.
 *
 * @param endpoints where its RPC is
 * @param beacon the URL of its beacon API
 * @param spec its rules
 * @param trusted whether its lists of transactions and receipts are believed without a look at the
 *     roots
 * @param slotSeconds how long a slot is, or null to ask the beacon node
 */
record DevnetL1(
    DevnetDescription.Endpoints endpoints,
    String beacon,
    ChainSpec spec,
    boolean trusted,
    @Nullable Long slotSeconds) {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  UInt256 chainId() {
    return spec.chainId();
  }

  /** A new client of the RPC. */
  RpcClient client() {
    return new HttpRpcClient(URI.create(endpoints.rpc()), TIMEOUT);
  }

  /** A new client of the beacon API. */
  BeaconClient blobs(Crypto crypto) {
    return new BeaconClient(List.of(URI.create(beacon)), Map.of(), TIMEOUT, slotSeconds, crypto);
  }
}
