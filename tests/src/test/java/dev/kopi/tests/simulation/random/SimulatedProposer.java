package dev.kopi.tests.simulation.random;

import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.ProposalRules;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.services.proposer.ProposerConfig;
import dev.kopi.services.proposer.ProposerDriver;
import dev.kopi.services.proposer.ProposerListener;
import dev.kopi.services.proposer.ProposerPorts;
import dev.kopi.services.txmgr.TxCandidate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A proposer with its account. A block's hash stands for its output root. */
final class SimulatedProposer extends Role {
  private final World world;
  private final SimulatedNode node;
  private final Link link;
  private final Sender sender;
  private @Nullable ProposerDriver driver;

  SimulatedProposer(World world, SimulatedNode node) {
    super("proposer");
    this.world = world;
    this.node = node;
    this.link = world.link(name);
    this.sender = new Sender(world, name, World.PROPOSER);
  }

  private <T> T ask(Supplier<T> what) {
    return link.call(
        () -> {
          if (!node.isUp()) {
            throw new RpcTransportException("the node is down");
          }
          return what.get();
        },
        () -> new RpcTransportException("the node does not answer"));
  }

  @Override
  void begin(long nowMillis) {
    sender.begin();
    ProposerDriver next =
        new ProposerDriver(
            new ProposerConfig(
                0, Duration.ofSeconds(60), Duration.ofSeconds(6), false, false, false),
            world.config(),
            new ProposerPorts(
                new Outputs(), new Games(), () -> sender.l1().blockNumber(), sender.manager()),
            ProposerListener.NONE,
            () -> wake(world.nowMillis()));
    next.commands().send(ProposerDriver.Command.START);
    driver = next;
  }

  @Override
  long step(long nowMillis) {
    long transactions = sender.manager().step(nowMillis);
    long work = Objects.requireNonNull(driver).run(nowMillis);
    return Math.min(Math.min(transactions, sender.manager().step(nowMillis)), work);
  }

  private final class Outputs implements ProposerPorts.OutputSource {
    @Override
    public SyncStatus syncStatus() {
      return ask(node::status);
    }

    @Override
    public Hash outputRoot(long l2Block) {
      return ask(() -> {
        Block block = node.engine().blockByNumber(l2Block);
        if (block == null) {
          throw new RpcTransportException("no such block");
        }
        return block.hash();
      });
    }
  }

  private final class Games implements ProposerPorts.Games {
    private List<SimulatedL1.Proposal> all() {
      return sender.l1().call(() -> world.l1().proposals());
    }

    @Override
    public long count() {
      return all().size();
    }

    @Override
    public ProposalRules.Proposal proposal(long index) {
      return all().get((int) index).game();
    }

    @Override
    public boolean exists(Hash root, long l2Block) {
      return all().stream()
          .anyMatch(one -> one.l2Block() == l2Block && one.game().root().equals(root));
    }

    @Override
    public long highestBlock() {
      return Long.MAX_VALUE;
    }

    @Override
    public TxCandidate create(Hash root, long l2Block) {
      Bytes data = Bytes.concat(root.toBytes(), UInt256.of(l2Block).toHash().toBytes());
      return new TxCandidate(SimulatedL1.GAMES, UInt256.ZERO, data, List.of(), 100_000);
    }
  }
}
