package dev.kopi.apps.cli.compat;

import static dev.kopi.apps.cli.compat.ReferenceFlag.honoured;
import static dev.kopi.apps.cli.compat.ReferenceFlag.ignoredFlag;
import static dev.kopi.apps.cli.compat.ReferenceFlag.ignoredValue;
import static dev.kopi.apps.cli.compat.ReferenceFlag.refusedFlag;
import static dev.kopi.apps.cli.compat.ReferenceFlag.refusedValue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The table of options of the Go services, by command. {@code docs/operating.md} lists it. */
public final class ReferenceFlags {
  private static final String NO_P2P = "there is no P2P network";
  private static final String SCORING = "scores are those that op-node calls light";
  private static final String MESH = "the mesh has op-node's default sizes";
  private static final String TIMEOUTS = "deadlines of connections are fixed";
  private static final String NO_PPROF = "pprof profiles Go; use jcmd PID JFR.start instead";
  private static final String PROVIDER = "requests to L1 are not limited by the kind of provider";
  private static final String NO_ALT_DA = "alternative data availability is not supported";

  private static final List<ReferenceFlag> PPROF =
      List.of(
          refusedFlag("--pprof.enabled", NO_PPROF),
          ignoredValue("--pprof.addr", NO_PPROF),
          ignoredValue("--pprof.port", NO_PPROF),
          ignoredValue("--pprof.path", NO_PPROF),
          ignoredValue("--pprof.type", NO_PPROF));

  private static final List<ReferenceFlag> ENGINE =
      List.of(
          honoured("--ws.api", "sets the namespaces of the WebSocket port"),
          honoured("--gcmode", "full keeps the states of the newest 90,000 blocks, archive all"),
          honoured("--networkid", "must be the chain id, which net_version answers"),
          honoured("--verbosity", "sets the log level: 0 crit, 1 error, 2 warn, 3 info, 4, 5"),
          honoured("--rpc.gascap", "limits the gas of eth_call and its relatives"),
          honoured("--rpc.evmtimeout", "limits the time of eth_call and its relatives"),
          honoured(
              "--rollup.sequencertxconditionalenabled", "serves eth_sendRawTransactionConditional"),
          honoured(
              "--rollup.sequencertxconditionalcostratelimit",
              "the look-ups of its conditions in a second"),
          honoured("--txpool.pricelimit", "the least tip, in wei"),
          honoured("--txpool.pricebump", "the price bump of a replacement, in percent"),
          honoured("--txpool.accountslots", "executable transactions that are safe per account"),
          honoured("--txpool.globalslots", "the most executable transactions"),
          honoured("--txpool.accountqueue", "the most waiting transactions of an account"),
          honoured("--txpool.globalqueue", "the most waiting transactions"),
          honoured("--txpool.lifetime", "how long waiting transactions are kept"),
          honoured("--txpool.journal", "the journal of transactions, kept over a restart"),
          honoured("--txpool.rejournal", "how often the journal is written anew"),
          honoured(
              "--txpool.nolocals", "leaves all but those of --txpool.locals out of the journal"),
          honoured(
              "--txpool.locals",
              "the accounts that are always in the journal; they have no priority in blocks"),
          honoured(
              "--rollup.txpool.enable-admission",
              "keeps forwarded transactions for look-ups; true when not set, where op-geth with a"
                  + " sequencer keeps none: a wallet that asks this engine for what it has just sent"
                  + " finds it, and its next nonce"),
          honoured("--rpc.txfeecap", "the most that a transaction may pay, in ether"),
          ignoredValue("--syncmode", "blocks come from the node over the Engine API", "full"),
          ignoredFlag("--nodiscover", NO_P2P, "true"),
          ignoredValue("--port", NO_P2P),
          ignoredValue("--discovery.port", NO_P2P),
          ignoredValue("--maxpeers", NO_P2P),
          ignoredValue("--bootnodes", NO_P2P),
          ignoredValue("--nat", NO_P2P),
          ignoredValue("--netrestrict", NO_P2P),
          ignoredValue("--state.scheme", "the store has one layout of its own"),
          ignoredValue("--db.engine", "the store is RocksDB"),
          ignoredFlag("--rollup.disabletxpoolgossip", NO_P2P),
          refusedFlag("--rollup.computependingblock", "the block \"pending\" is always the head"),
          ignoredFlag("--rollup.superchain-upgrades", "fork times come from the genesis file"),
          ignoredFlag("--ipcdisable", "there is no IPC socket", "true"),
          refusedValue("--ipcpath", "there is no IPC socket; use --http.addr"),
          ignoredFlag(
              "--rpc.allow-unprotected-txs",
              "transactions without a chain id are always accepted",
              "true"),
          refusedValue(
              "--op-network", "no networks are built in; give --genesis FILE of the network"),
          ignoredFlag("--pprof", NO_PPROF, "false"),
          ignoredValue("--pprof.addr", NO_PPROF),
          ignoredValue("--pprof.port", NO_PPROF));

  private static final List<ReferenceFlag> NODE =
      Stream.concat(
              Stream.of(
                  refusedValue(
                      "--network",
                      "no networks are built in; give --rollup.config FILE of the network"),
                  honoured("--override.canyon", "replaces canyon_time of rollup.json"),
                  honoured("--override.delta", "replaces delta_time of rollup.json"),
                  honoured("--override.ecotone", "replaces ecotone_time of rollup.json"),
                  honoured("--override.fjord", "replaces fjord_time of rollup.json"),
                  honoured("--override.granite", "replaces granite_time of rollup.json"),
                  honoured("--override.holocene", "replaces holocene_time of rollup.json"),
                  honoured("--override.isthmus", "replaces isthmus_time of rollup.json"),
                  honoured("--override.jovian", "replaces jovian_time of rollup.json"),
                  honoured("--override.karst", "replaces karst_time of rollup.json"),
                  honoured("--override.lagoon", "the node stops before that time"),
                  honoured(
                      "--override.pectrablobschedule",
                      "replaces pectra_blob_schedule_time of rollup.json"),
                  honoured(
                      "--override.keep-karst-upgrade-gas",
                      "replaces keep_karst_upgrade_gas of rollup.json"),
                  honoured("--rpc.admin-state", "keeps whether the sequencer runs"),
                  ignoredValue("--l1.rpckind", PROVIDER),
                  ignoredValue("--l1.max-concurrency", PROVIDER),
                  ignoredValue("--l1.rpc-rate-limit", PROVIDER),
                  ignoredValue("--l1.rpc-max-batch-size", PROVIDER),
                  ignoredFlag(
                      "--l1.beacon.fetch-all-sidecars", "only the blobs of batches are fetched"),
                  ignoredValue("--l2.enginekind", "every engine is driven alike"),
                  ignoredValue("--syncmode", "blocks are derived from L1", "consensus-layer"),
                  ignoredFlag("--syncmode.req-resp", "gaps are filled from L1"),
                  ignoredFlag(
                      "--p2p.nat",
                      "ports are not mapped; forward them, and set --p2p.advertise.ip"),
                  ignoredValue(
                      "--p2p.peers.grace", "peers above --p2p.peers.hi are not let in at all"),
                  ignoredFlag("--p2p.ping", "connections are pinged by the multiplexer", "true"),
                  ignoredValue("--p2p.score.bands", SCORING),
                  ignoredValue("--p2p.scoring.peers", SCORING),
                  ignoredValue("--p2p.scoring.topics", SCORING),
                  ignoredValue("--p2p.mux", "yamux is the only multiplexer", "yamux"),
                  ignoredValue("--p2p.security", "noise is the only security", "noise"),
                  ignoredValue("--p2p.gossip.mesh.d", MESH),
                  ignoredValue("--p2p.gossip.mesh.lo", MESH),
                  ignoredValue("--p2p.gossip.mesh.dhi", MESH),
                  ignoredValue("--p2p.gossip.mesh.dlazy", MESH),
                  ignoredFlag("--p2p.gossip.mesh.floodpublish", MESH, "false"),
                  ignoredValue("--p2p.timeout.negotiation", TIMEOUTS),
                  ignoredValue("--p2p.timeout.accept", TIMEOUTS),
                  ignoredValue("--p2p.timeout.dial", TIMEOUTS),
                  refusedFlag("--conductor.enabled", "the conductor is not supported"),
                  refusedFlag("--altda.enabled", NO_ALT_DA)),
              PPROF.stream())
          .toList();

  private static final List<ReferenceFlag> BATCHER =
      Stream.concat(
              Stream.of(
                  ignoredValue(
                      "--active-sequencer-check-duration", "there is one sequencer to load from"),
                  refusedFlag("--altda.enabled", NO_ALT_DA)),
              PPROF.stream())
          .toList();

  private static final List<ReferenceFlag> PROPOSER =
      Stream.concat(
              Stream.of(
                  ignoredValue(
                      "--active-sequencer-check-duration", "there is one node to ask for roots"),
                  refusedValue("--l2oo-address", "proposals go to --game-factory-address"),
                  refusedValue("--superroot-rpcs", "super roots are not supported"),
                  refusedValue("--supervisor-rpcs", "super roots are not supported")),
              PPROF.stream())
          .toList();

  private static final List<ReferenceFlag> CHALLENGER =
      Stream.concat(
              Stream.of(
                  refusedValue(
                      "--network", "no networks are built in; give --game-factory-address"),
                  refusedValue("--superroot-rpc", "super roots are not supported"),
                  refusedValue("--supernode-rpc", "super roots are not supported"),
                  refusedValue("--cannon-depset-config", "super roots are not supported"),
                  refusedValue("--cannon-kona-depset-config", "super roots are not supported")),
              PPROF.stream())
          .toList();

  private static final Map<String, List<ReferenceFlag>> BY_COMMAND =
      Map.of(
          "engine",
          ENGINE,
          "node",
          NODE,
          "batcher",
          BATCHER,
          "proposer",
          PROPOSER,
          "challenger",
          CHALLENGER);

  private ReferenceFlags() {}

  /** The table of a command; empty for commands that no Go service corresponds to. */
  public static List<ReferenceFlag> of(String command) {
    return BY_COMMAND.getOrDefault(command, List.of());
  }
}
