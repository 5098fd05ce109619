package dev.kopi.services.node.p2p;

import dev.kopi.adapters.p2p.payload.PayloadSource;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.p2p.gossip.PeerScore;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.services.node.driver.UnsafePayloadOutcome;
import dev.kopi.services.node.sequencer.Gossip;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The peers of a node, as it knows them. */
public interface NodePeers extends AutoCloseable {
  /** No network. */
  NodePeers NONE =
      new NodePeers() {
        @Override
        public Gossip gossip() {
          return Gossip.NONE;
        }

        @Override
        public void start(
            Function<UnsafePayloads.Entry, CompletableFuture<UnsafePayloadOutcome>> sink,
            LongSupplier unsafeHead,
            PayloadSource source) {}

        @Override
        public NetworkFigures figures() {
          return NetworkFigures.NONE;
        }

        @Override
        public void onScores(Consumer<PeerScore> observer) {}

        @Override
        public RpcMethods methods() {
          return new RpcMethods();
        }

        @Override
        public int connected() {
          return 0;
        }

        @Override
        public void close() {}
      };

  /** Takes the blocks of this sequencer. */
  Gossip gossip();

  /**
   * Starts.
   *
   * @param sink takes the blocks of others, whose hashes are checked; must not wait
   * @param unsafeHead the number of the unsafe head
   * @param source the blocks that are served on request
   */
  void start(
      Function<UnsafePayloads.Entry, CompletableFuture<UnsafePayloadOutcome>> sink,
      LongSupplier unsafeHead,
      PayloadSource source);

  /** How many connections there are. */
  int connected();

  /** What metrics show. */
  NetworkFigures figures();

  /**
   * Observes the score of each connected peer, every 15 seconds.
   *
   * @param observer must not wait
   */
  void onScores(Consumer<PeerScore> observer);

  /** The RPC methods of the network. */
  RpcMethods methods();

  @Override
  void close();
}
