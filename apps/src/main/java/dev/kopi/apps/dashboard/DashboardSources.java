package dev.kopi.apps.dashboard;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a page reads.
 *
 * @param l1 the RPC of L1
 * @param beacon L1's beacon API; null when blobs are not to be opened
 * @param l1SlotSeconds how long a slot of L1 is; null to ask the beacon node
 * @param l2 the RPC of L2
 * @param node the RPC of the rollup node
 * @param vitals an engine of a devnet, which tells of roles and memory; null elsewhere
 */
public record DashboardSources(
    URI l1,
    @Nullable URI beacon,
    @Nullable Long l1SlotSeconds,
    URI l2,
    URI node,
    @Nullable URI vitals) {}
