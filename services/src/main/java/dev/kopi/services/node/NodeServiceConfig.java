package dev.kopi.services.node;

import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import java.time.Duration;

/**
 * How a node runs as a service.
 *
 * @param node how the node itself runs
 * @param l1HeadInterval how often L1's head is asked for
 * @param l1LabelInterval how often L1's safe and final block are asked for
 * @param rpc where the rollup RPC is served
 * @param admin whether the operator's methods are served there too
 * @param operators more methods for operators, served with those
 * @param version what the node says it is
 * @param safeHeadEntries for how many L1 blocks the safe head is remembered
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
