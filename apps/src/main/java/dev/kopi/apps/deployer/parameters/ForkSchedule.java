package dev.kopi.apps.deployer.parameters;

import dev.kopi.core.chain.spec.OpFork;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When the forks of a new L2 activate.
 *
 * @param offsetsSeconds for each fork the seconds after genesis; 0 for genesis, no entry for never
 */
public record ForkSchedule(Map<OpFork, Long> offsetsSeconds) {
  /** The newest fork, and the one that a chain has at genesis when nothing else is chosen. */
  public static final OpFork NEWEST = OpFork.KARST;

  /** Everything from genesis on. */
  public static final ForkSchedule DEFAULT = atGenesis(NEWEST);

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException when a fork is missing or comes before an older one
   */
  public ForkSchedule {
    EnumMap<OpFork, Long> forks = new EnumMap<>(OpFork.class);
    forks.putAll(offsetsSeconds);
    forks.put(OpFork.BEDROCK, 0L);
    offsetsSeconds = Collections.unmodifiableMap(forks);
    check(offsetsSeconds);
  }

  private static void check(Map<OpFork, Long> offsets) {
    OpFork previous = OpFork.BEDROCK;
    OpFork missing = null;
    for (OpFork fork : OpFork.values()) {
      Long offset = offsets.get(fork);
      if (offset == null) {
        missing = missing == null ? fork : missing;
        continue;
      }
      if (missing != null) {
        throw new IllegalArgumentException(
            name(fork) + " is scheduled without " + name(missing) + ", which comes before it");
      }
      long before = offsets.getOrDefault(previous, 0L);
      if (offset < before) {
        throw new IllegalArgumentException(
            name(fork)
                + " at "
                + offset
                + " s comes before "
                + name(previous)
                + " at "
                + before
                + " s");
      }
      // Jovian's first block calls Isthmus's L1Block, which must be there; op-node refuses Jovian
      // and
      // Karst in one block.
      if (offset == before && offset > 0 && previous.atLeast(OpFork.ISTHMUS)) {
        throw new IllegalArgumentException(
            name(fork) + " and " + name(previous) + " cannot activate in the same block");
      }
      previous = fork;
    }
  }

  /** A chain at which all forks up to {@code newest} hold from genesis on, and no other. */
  public static ForkSchedule atGenesis(OpFork newest) {
    Map<OpFork, Long> offsets = new EnumMap<>(OpFork.class);
    for (OpFork fork : OpFork.values()) {
      if (newest.atLeast(fork)) {
        offsets.put(fork, 0L);
      }
    }
    return new ForkSchedule(offsets);
  }

  /**
   * The schedule in which these forks activate later, all before them are active at genesis, and
   * none after them ever is.
   *
   * @param offsetsSeconds seconds after genesis
   */
  public static ForkSchedule later(Map<OpFork, Long> offsetsSeconds) {
    if (offsetsSeconds.isEmpty()) {
      return DEFAULT;
    }
    Map<OpFork, Long> offsets = new EnumMap<>(OpFork.class);
    offsets.putAll(offsetsSeconds);
    OpFork first = Collections.min(offsets.keySet());
    for (OpFork fork : OpFork.values()) {
      if (first.compareTo(fork) > 0) {
        offsets.put(fork, 0L);
      }
    }
    return new ForkSchedule(offsets);
  }

  /**
   * Reads {@code karst}, the newest fork at genesis, or {@code isthmus=6,jovian=12}, forks and
   * their seconds after genesis; see {@link #later}.
   *
   * @throws IllegalArgumentException when the text is not a schedule
   */
  public static ForkSchedule parse(String text) {
    Map<OpFork, Long> offsets = new EnumMap<>(OpFork.class);
    for (String item : text.split(",", -1)) {
      int equals = item.indexOf('=');
      OpFork fork = fork(equals < 0 ? item : item.substring(0, equals));
      long seconds = equals < 0 ? 0 : seconds(item.substring(equals + 1));
      if (offsets.put(fork, seconds) != null) {
        throw new IllegalArgumentException(name(fork) + " is given twice");
      }
    }
    return later(offsets);
  }

  private static OpFork fork(String name) {
    for (OpFork fork : OpFork.values()) {
      if (name(fork).equals(name.toLowerCase(Locale.ROOT))) {
        return fork;
      }
    }
    StringBuilder known = new StringBuilder();
    for (OpFork fork : OpFork.values()) {
      known.append(known.isEmpty() ? "" : ", ").append(name(fork));
    }
    throw new IllegalArgumentException("no fork is called '" + name + "': expected " + known);
  }

  private static long seconds(String text) {
    try {
      long seconds = Long.parseLong(text);
      if (seconds >= 0) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      // The message below says so.
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a number of seconds: it must be a whole number, at least 0");
  }

  /** Whether a fork holds from genesis on. */
  public boolean atGenesisHas(OpFork fork) {
    return offsetsSeconds.getOrDefault(fork, 1L) == 0;
  }

  /** The newest fork at genesis. */
  public OpFork genesisFork() {
    OpFork newest = OpFork.BEDROCK;
    for (OpFork fork : OpFork.values()) {
      newest = atGenesisHas(fork) ? fork : newest;
    }
    return newest;
  }

  /** The forks that activate after genesis. */
  public Set<OpFork> later() {
    Set<OpFork> later = EnumSet.noneOf(OpFork.class);
    offsetsSeconds.forEach((fork, offset) -> {
      if (offset > 0) {
        later.add(fork);
      }
    });
    return later;
  }

  /** The text that {@link #parse} reads: what differs from the newest fork at genesis. */
  @Override
  public String toString() {
    String later =
        offsetsSeconds.entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(entry -> name(entry.getKey()) + "=" + entry.getValue())
            .collect(Collectors.joining(","));
    return later.isEmpty() ? name(genesisFork()) : later;
  }

  private static String name(OpFork fork) {
    return fork.name().toLowerCase(Locale.ROOT);
  }
}
