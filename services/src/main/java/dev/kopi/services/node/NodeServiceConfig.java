package dev.kopi.services.node;

import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.adapters.rpc.server.RpcServerConfig;
import dev.kopi.services.node.driver.NodeConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a node runs as a service.
 *
 * @param node how the driver runs
 * @param l1HeadInterval how often the L1 head is polled
 * @param l1FinalityInterval how often the safe and the finalized L1 block are polled
 * @param rpc the server of the rollup RPC
 * @param admin whether the namespace {@code admin} is served
 * @param operators more methods for operators, served with {@code admin}
 * @param adminState the file that keeps whether the sequencer runs ({@code --rpc.admin-state});
 *     null to keep nothing
 * @param version the version that the node reports
 * @param safeHeadEntries for how many L1 blocks the safe head is kept in memory
 * @param safeDb the folder that keeps the safe heads of all L1 blocks ({@code --safedb.path}); null
 *     to keep them in memory
 */
public record NodeServiceConfig(
    NodeConfig node,
    Duration l1HeadInterval,
    Duration l1FinalityInterval,
    RpcServerConfig rpc,
    boolean admin,
    RpcMethods operators,
    @Nullable Path adminState,
    String version,
    int safeHeadEntries,
    @Nullable Path safeDb) {}
