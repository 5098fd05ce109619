package dev.kopi.adapters.store.schema;

import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.ChainSpec.BlobScheduleEntry;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The specification under which a chain was executed, as a value in the database. */
final class ChainSpecValue {
  private ChainSpecValue() {}

  static byte[] encode(ChainSpec spec) {
    ByteWriter out = new ByteWriter(256).number(spec.chainId());
    writeTimes(out, spec.activations());
    UInt256 terminal = spec.terminalTotalDifficulty();
    out.flag(terminal != null);
    if (terminal != null) {
      out.number(terminal);
    }
    Long dao = spec.daoForkBlock();
    out.flag(dao != null);
    if (dao != null) {
      out.number(dao);
    }
    out.number(spec.blobSchedule().size());
    for (BlobScheduleEntry entry : spec.blobSchedule()) {
      out.number(entry.fromSeconds()).number(entry.params().target());
      out.number(entry.params().max()).number(entry.params().updateFraction());
    }
    Address deposits = spec.depositContract();
    out.flag(deposits != null);
    if (deposits != null) {
      out.address(deposits);
    }
    OpSpec op = spec.op();
    out.flag(op != null);
    if (op != null) {
      writeTimes(out, op.activationSeconds());
      out.number(op.eip1559Elasticity()).number(op.eip1559Denominator());
      out.number(op.eip1559DenominatorCanyon());
    }
    return out.toArray();
  }

  private static void writeTimes(ByteWriter out, Map<? extends Enum<?>, Long> times) {
    out.number(times.size());
    times.forEach(
        (fork, at) -> out.bytes(fork.name().getBytes(StandardCharsets.US_ASCII)).number((long) at));
  }

  static ChainSpec decode(byte[] value) {
    ByteReader in = new ByteReader(value, "chain specification");
    UInt256 chainId = in.uint256();
    Map<Fork, Long> forks = readTimes(in, Fork.class);
    UInt256 terminal = in.flag() ? in.uint256() : null;
    Long dao = in.flag() ? (Long) in.number() : null;
    List<BlobScheduleEntry> schedule = new ArrayList<>();
    for (int left = in.count(4); left > 0; left--) {
      long from = in.number();
      schedule.add(
          new BlobScheduleEntry(
              from, new BlobParams((int) in.number(), (int) in.number(), in.number())));
    }
    Address deposits = in.flag() ? in.address() : null;
    OpSpec op = in.flag() ? readOptimism(in) : null;
    in.expectEnd();
    return new ChainSpec(chainId, forks, terminal, dao, schedule, deposits, op);
  }

  private static @Nullable OpSpec readOptimism(ByteReader in) {
    Map<OpFork, Long> forks = readTimes(in, OpFork.class);
    return new OpSpec(forks, in.number(), in.number(), in.number());
  }

  /** A fork that this version does not know was not executed by it either. */
  private static <F extends Enum<F>> Map<F, Long> readTimes(ByteReader in, Class<F> type) {
    Map<F, Long> times = new EnumMap<>(type);
    for (int left = in.count(2); left > 0; left--) {
      String name = new String(in.bytes().toArray(), StandardCharsets.US_ASCII);
      long at = in.number();
      for (F fork : type.getEnumConstants()) {
        if (fork.name().equals(name)) {
          times.put(fork, at);
        }
      }
    }
    return times;
  }
}
