package dev.kopi.apps.bench.hostile;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.telemetry.ProcessMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Attacks a devnet, one attack after another, and measures what honest callers notice: the pace of
 * the chains, the time of a cheap call, and the memory of the process.
 */
public final class HostileBench {
  private static final double LEAST_PACE = 0.8;
  private static final double MOST_MILLIS = 250;
  private static final double MOST_TIMES = 5;
  private static final long POLL_MILLIS = 100;

  private final Target target;
  private final long pid;
  private final long millis;
  private final long boundMib;

  /**
   * What was measured of an attack.
   *
   * @param attack its name
   * @param pace blocks of the sequencer in each of its block times
   * @param l1Blocks how many blocks L1 made
   * @param p99Before the 99th percentile of an honest call before, in milliseconds
   * @param p99During the same during the attack
   * @param calls how many honest calls were made during the attack
   * @param unanswered how many of these failed
   * @param refusals how often the attacker was refused
   * @param residentMib the most resident memory seen, in MiB
   * @param failures what is wrong however slow the machine is
   * @param slowness what takes too long or too much memory
   */
  public record Result(
      String attack,
      double pace,
      long l1Blocks,
      double p99Before,
      double p99During,
      int calls,
      int unanswered,
      long refusals,
      long residentMib,
      List<String> failures,
      List<String> slowness) {
    /** Copies the lists. */
    public Result {
      failures = List.copyOf(failures);
      slowness = List.copyOf(slowness);
    }

    /** What is not as it has to be; empty when the attack has failed. */
    public List<String> complaints() {
      return Stream.concat(failures.stream(), slowness.stream()).toList();
    }
  }

  /**
   * A benchmark of a running devnet with blocks each second.
   *
   * @param pid its process
   * @param millis how long each attack lasts
   * @param boundMib the most resident memory
   */
  public HostileBench(Target target, long pid, long millis, long boundMib) {
    this.target = target;
    this.pid = pid;
    this.millis = millis;
    this.boundMib = boundMib;
  }

  /** All attacks. */
  public static List<Attack> attacks() {
    return Stream.of(CallAttacks.all(), SocketAttacks.all(), PoolAttacks.all())
        .flatMap(List::stream)
        .toList();
  }

  /** Attacks once, after a measurement of the time of calls without an attack. */
  public Result run(Attack attack) throws InterruptedException {
    double before;
    try (HonestCaller caller = new HonestCaller(target.l2().url())) {
      Thread.sleep(Math.min(millis, 4000));
      before = caller.p99Millis();
    }
    return attack(attack, before);
  }

  /** Attacks once, at once. */
  public Result runAtOnce(Attack attack) throws InterruptedException {
    return attack(attack, Double.NaN);
  }

  private Result attack(Attack attack, double before) throws InterruptedException {
    try (AttackScope scope = new AttackScope(millis)) {
      return attack(attack, scope, before);
    }
  }

  private Result attack(Attack attack, AttackScope scope, double before)
      throws InterruptedException {
    List<String> failures = Collections.synchronizedList(new ArrayList<>());
    List<String> slowness = new ArrayList<>();
    Heads heads = new Heads();
    Thread attacker =
        Thread.ofVirtual().name("attacker").unstarted(() -> run(attack, scope, failures));
    try (HonestCaller caller = new HonestCaller(target.l2().url())) {
      attacker.start();
      while (attacker.isAlive()) {
        heads.poll();
        Thread.sleep(POLL_MILLIS);
      }
      caller.close();
      double during = caller.p99Millis();
      failures.addAll(scope.complaints());
      double pace = heads.pace();
      if (pace < LEAST_PACE) {
        slowness.add("the sequencer made %.0f %% of its blocks".formatted(100 * pace));
      }
      if (heads.l1Blocks() == 0 && heads.seconds() > 5) {
        slowness.add("L1 stands still");
      }
      if (during > Math.max(MOST_MILLIS, MOST_TIMES * before)) {
        slowness.add("an honest call takes %.0f ms".formatted(during));
      }
      if (!caller.failures().isEmpty()) {
        failures.add(
            caller.failures().size() + " honest calls fail: " + caller.failures().getFirst());
      }
      if (heads.residentMib > boundMib) {
        slowness.add("memory is above " + boundMib + " MiB");
      }
      return new Result(
          attack.name(),
          pace,
          heads.l1Blocks(),
          before,
          during,
          caller.calls(),
          caller.failures().size(),
          scope.refusals(),
          heads.residentMib,
          failures,
          slowness);
    }
  }

  private void run(Attack attack, AttackScope scope, List<String> failures) {
    try {
      attack.body().run(target, scope);
    } catch (AssertionError e) {
      failures.add(String.valueOf(e.getMessage()));
    } catch (IOException | RpcException | RpcTransportException e) {
      scope.refused();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How the chains go on. The pace counts from the first block seen to the last. */
  private final class Heads {
    private long firstBlock = -1;
    private long firstNanos;
    private long lastBlock;
    private long firstL1 = -1;
    private long lastL1;
    private long residentMib;

    void poll() {
      try {
        long block = target.l2().eth().blockNumber();
        if (firstBlock < 0) {
          firstBlock = block;
          firstNanos = System.nanoTime();
        }
        lastBlock = Math.max(lastBlock, block);
        long l1 = target.l1().eth().blockNumber();
        firstL1 = firstL1 < 0 ? l1 : firstL1;
        lastL1 = Math.max(lastL1, l1);
      } catch (RpcException | RpcTransportException e) {
        // The pace and the honest caller tell of it.
      }
      residentMib = Math.max(residentMib, ProcessMemory.residentMib(pid));
    }

    double seconds() {
      return (System.nanoTime() - firstNanos) / 1e9;
    }

    double pace() {
      return firstBlock < 0 ? 0 : (lastBlock - firstBlock + 1) / Math.max(1, seconds());
    }

    long l1Blocks() {
      return lastL1 - firstL1;
    }
  }
}
