package dev.kopi.core.chain.spec;

import dev.kopi.core.chain.spec.ChainSpec.BlobScheduleEntry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether blocks that were executed under one chain specification are valid under another: no fork
 * up to the head may differ. The semantics and the words are those of go-ethereum's {@code
 * params.ChainConfig.CheckCompatible}, with op-geth's forks.
 *
 * <p>Two differences, where those programs would go on with other rules than before: a mismatch
 * that concerns all blocks from genesis on counts, too; and timestamps up to genesis are alike only
 * when both are.
 */
public final class ForkCompatibility {
  private static final Map<Fork, String> NAMES =
      Map.ofEntries(
          Map.entry(Fork.HOMESTEAD, "Homestead"),
          Map.entry(Fork.TANGERINE_WHISTLE, "EIP150"),
          Map.entry(Fork.SPURIOUS_DRAGON, "EIP158"),
          Map.entry(Fork.BYZANTIUM, "Byzantium"),
          Map.entry(Fork.CONSTANTINOPLE, "Constantinople"),
          Map.entry(Fork.PETERSBURG, "Petersburg"),
          Map.entry(Fork.ISTANBUL, "Istanbul"),
          Map.entry(Fork.MUIR_GLACIER, "Muir Glacier"),
          Map.entry(Fork.BERLIN, "Berlin"),
          Map.entry(Fork.LONDON, "London"),
          Map.entry(Fork.ARROW_GLACIER, "Arrow Glacier"),
          Map.entry(Fork.GRAY_GLACIER, "Gray Glacier"),
          Map.entry(Fork.PARIS, "Merge netsplit"),
          Map.entry(Fork.SHANGHAI, "Shanghai"),
          Map.entry(Fork.CANCUN, "Cancun"),
          Map.entry(Fork.PRAGUE, "Prague"),
          Map.entry(Fork.OSAKA, "Osaka"));

  private final ChainSpec stored;
  private final ChainSpec wanted;
  private final long genesisSeconds;

  private ForkCompatibility(ChainSpec stored, ChainSpec wanted, long genesisSeconds) {
    this.stored = stored;
    this.wanted = wanted;
    this.genesisSeconds = genesisSeconds;
  }

  /**
   * A fork that blocks of the chain were executed with, or without, against the wanted
   * specification.
   *
   * @param what the fork
   * @param byTimestamp whether it is scheduled by timestamp, else by block number
   * @param stored when it activates in the stored specification, or null for never
   * @param wanted when it activates in the wanted one, or null for never
   * @param rewindTo the last block number, or timestamp, that both agree on
   */
  public record Mismatch(
      String what,
      boolean byTimestamp,
      @Nullable Long stored,
      @Nullable Long wanted,
      long rewindTo) {

    private static Mismatch of(
        String what, boolean byTimestamp, @Nullable Long stored, @Nullable Long wanted) {
      long first = stored == null ? Long.MAX_VALUE : stored;
      if (wanted != null && (stored == null || Long.compareUnsigned(wanted, first) < 0)) {
        first = wanted;
      }
      return new Mismatch(what, byTimestamp, stored, wanted, first == 0 ? 0 : first - 1);
    }

    /** The mismatch in go-ethereum's words. */
    public String message() {
      String unit = byTimestamp ? "timestamp " : "block ";
      return "mismatching "
          + what
          + " in database (have "
          + unit
          + text(stored)
          + ", want "
          + unit
          + text(wanted)
          + ", rewindto "
          + unit
          + Long.toUnsignedString(rewindTo)
          + ")";
    }

    private static String text(@Nullable Long at) {
      return at == null ? "nil" : Long.toUnsignedString(at);
    }
  }

  /**
   * The lowest mismatch, or null when there is none. Not for a chain that has its genesis block
   * alone, which is compatible with everything.
   *
   * @param stored the specification under which the blocks were executed
   * @param wanted the specification to go on with
   * @param genesisSeconds the timestamp of the genesis block
   */
  public static @Nullable Mismatch check(
      ChainSpec stored, ChainSpec wanted, long headNumber, long headSeconds, long genesisSeconds) {
    ForkCompatibility forks = new ForkCompatibility(stored, wanted, genesisSeconds);
    long number = headNumber;
    long seconds = headSeconds;
    Mismatch lowest = null;
    for (Mismatch next = forks.first(number, seconds);
        next != null && !next.equals(lowest);
        next = forks.first(number, seconds)) {
      lowest = next;
      if (next.byTimestamp()) {
        seconds = next.rewindTo();
      } else {
        number = next.rewindTo();
      }
    }
    return lowest;
  }

  private @Nullable Mismatch first(long head, long headSeconds) {
    for (Fork fork : Fork.values()) {
      Mismatch found = fork.byTimestamp() ? byTimestamp(fork, headSeconds) : byBlock(fork, head);
      if (found != null) {
        return found;
      }
    }
    Mismatch chain = chainId(head);
    if (chain != null) {
      return chain;
    }
    // The blob parameters of OP chains follow from their forks.
    return wanted.op() == null ? blobSchedule(headSeconds) : optimism(headSeconds);
  }

  private @Nullable Mismatch byBlock(Fork fork, long head) {
    Long before = stored.activations().get(fork);
    Long after = wanted.activations().get(fork);
    if (fork == Fork.PETERSBURG && before == null) {
      // Without a Petersburg of its own, a chain has it together with Constantinople.
      before = stored.activations().get(Fork.CONSTANTINOPLE);
    }
    if (differ(before, after, head)) {
      return Mismatch.of(NAMES.get(fork) + " fork block", false, before, after);
    }
    if (fork == Fork.HOMESTEAD && differ(stored.daoForkBlock(), wanted.daoForkBlock(), head)) {
      return Mismatch.of("DAO fork block", false, stored.daoForkBlock(), wanted.daoForkBlock());
    }
    return null;
  }

  private @Nullable Mismatch chainId(long head) {
    Long from = stored.activations().get(Fork.SPURIOUS_DRAGON);
    return reached(from, head) && !stored.chainId().equals(wanted.chainId())
        ? Mismatch.of(
            "EIP158 chain ID", false, from, wanted.activations().get(Fork.SPURIOUS_DRAGON))
        : null;
  }

  private @Nullable Mismatch byTimestamp(Fork fork, long headSeconds) {
    return byTimestamp(
        String.valueOf(NAMES.get(fork)),
        stored.activations().get(fork),
        wanted.activations().get(fork),
        headSeconds);
  }

  private @Nullable Mismatch byTimestamp(
      String name, @Nullable Long before, @Nullable Long after, long headSeconds) {
    boolean fromGenesis = isFromGenesis(before) && isFromGenesis(after);
    return differ(before, after, headSeconds) && !fromGenesis
        ? Mismatch.of(name + " fork timestamp", true, before, after)
        : null;
  }

  private @Nullable Mismatch blobSchedule(long headSeconds) {
    List<BlobScheduleEntry> before = stored.blobSchedule();
    List<BlobScheduleEntry> after = wanted.blobSchedule();
    for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
      BlobScheduleEntry old = i < before.size() ? before.get(i) : null;
      BlobScheduleEntry next = i < after.size() ? after.get(i) : null;
      Long oldTime = old == null ? null : (Long) old.fromSeconds();
      Long nextTime = next == null ? null : (Long) next.fromSeconds();
      boolean active = reached(oldTime, headSeconds) || reached(nextTime, headSeconds);
      if (active && !Objects.equals(old, next)) {
        return Mismatch.of("blob schedule", true, oldTime, nextTime);
      }
    }
    return null;
  }

  private @Nullable Mismatch optimism(long headSeconds) {
    for (OpFork fork : OpFork.values()) {
      if (fork == OpFork.DELTA) {
        continue; // It changes derivation alone: a genesis does not say when it activates.
      }
      String name = fork.name().charAt(0) + fork.name().substring(1).toLowerCase(Locale.ROOT);
      Mismatch found = byTimestamp(name, time(stored, fork), time(wanted, fork), headSeconds);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable Long time(ChainSpec spec, OpFork fork) {
    OpSpec op = spec.op();
    return op == null ? null : op.activation(fork);
  }

  private static boolean differ(@Nullable Long before, @Nullable Long after, long head) {
    return (reached(before, head) || reached(after, head)) && !Objects.equals(before, after);
  }

  private static boolean reached(@Nullable Long at, long head) {
    return at != null && Long.compareUnsigned(at, head) <= 0;
  }

  private boolean isFromGenesis(@Nullable Long seconds) {
    return reached(seconds, genesisSeconds);
  }
}
