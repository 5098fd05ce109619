package dev.kopi.services.node;

import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.services.node.driver.NodeConfig;
import java.time.Duration;

/**
 * How a node runs as a service.
 *
 * @param node how the driver runs
 * @param l1HeadInterval how often the L1 head is polled
 * @param l1LabelInterval how often the safe and the finalized L1 block are polled
 * @param rpc the server of the rollup RPC
 * @param admin whether the namespace {@code admin} is served
 * @param operators more methods for operators, served with {@code admin}
 * @param version the version that the node reports
 * @param safeHeadEntries for how many L1 blocks the safe head is kept
 */
public record NodeServiceConfig(
    NodeConfig node,
    Duration l1HeadInterval,
    Duration l1LabelInterval,
    RpcServerConfig rpc,
    boolean admin,
    RpcMethods operators,
    String version,
    int safeHeadEntries) {}
