package dev.kopi.core.derivation.attributes;

import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes of the system configuration, announced on L1 by {@code ConfigUpdate(uint256 indexed
 * version, uint8 indexed updateType, bytes data)}. Malformed ones are ignored.
 *
 * @see <a href="https://specs.optimism.io/protocol/system-config.html#system-config-updates">System
 *     config updates</a>
 */
public final class SystemConfigUpdates {
  /** The first topic. */
  public static final Hash TOPIC = AbiEncoder.topic("ConfigUpdate(uint256,uint8,bytes)");

  /** The first word of a byte string's content, behind its offset and its length. */
  private static final int CONTENT = 2;

  private SystemConfigUpdates() {}

  /** Why an update changed nothing. */
  public enum Fault {
    TOPICS,
    VERSION,
    TYPE,
    DATA,
    EIP1559_PARAMS,
    SCALAR
  }

  /**
   * An update that was passed over.
   *
   * @param logIndex its log's place among all logs of the L1 block
   */
  public record Ignored(long logIndex, Fault fault) {}

  /**
   * What came out.
   *
   * @param systemConfig the configuration after all updates
   * @param ignored the updates that were passed over
   */
  public record Outcome(SystemConfig systemConfig, List<Ignored> ignored) {
    /** Copies the list. */
    public Outcome {
      ignored = List.copyOf(ignored);
    }
  }

  /**
   * Applies the updates in an L1 block, in order.
   *
   * @param l1TimestampSeconds the L1 block's timestamp, which decides the form of the fee scalars
   */
  public static Outcome apply(
      RollupConfig config, SystemConfig before, List<Receipt> receipts, long l1TimestampSeconds) {
    SystemConfig current = before;
    List<Ignored> ignored = new ArrayList<>();
    Address contract = config.systemConfigContract();
    long logIndex = -1;
    for (Receipt receipt : receipts) {
      for (Log log : receipt.logs()) {
        logIndex++;
        if (!receipt.success()
            || !log.address().equals(contract)
            || log.topics().isEmpty()
            || !log.topics().getFirst().equals(TOPIC)) {
          continue;
        }
        try {
          boolean ecotone = config.isActive(OpFork.ECOTONE, l1TimestampSeconds);
          current = applyLog(current, log, ecotone);
        } catch (Malformed e) {
          ignored.add(new Ignored(logIndex, e.fault));
        } catch (DecodeException e) {
          ignored.add(new Ignored(logIndex, Fault.DATA));
        }
      }
    }
    return new Outcome(current, ignored);
  }

  private static SystemConfig applyLog(SystemConfig before, Log log, boolean ecotone) {
    require(log.topics().size() == 3, Fault.TOPICS);
    require(log.topics().get(1).isZero(), Fault.VERSION);
    var type = log.topics().get(2).toUInt256();
    require(type.bitLength() <= 3, Fault.TYPE);
    SystemConfigBuilder next = new SystemConfigBuilder(before);
    switch ((int) type.lowLong()) {
      case 0 -> next.batcher = oneWord(log.data()).address(CONTENT);
      case 1 -> {
        AbiReader in = words(log.data(), 2);
        Hash overhead = in.hash(CONTENT);
        Hash scalar = in.hash(CONTENT + 1);
        // Since Ecotone the overhead is ignored, and so is an update with a malformed scalar.
        require(!ecotone || FeeScalars.isWellFormed(scalar), Fault.SCALAR);
        next.overhead = ecotone ? Hash.ZERO : overhead;
        next.scalar = scalar;
      }
      case 2 -> next.gasLimit = oneWord(log.data()).uint64(CONTENT);
      case 3 -> {
        // The signer of unsafe blocks: no part of derivation.
      }
      case 4 -> {
        long params = oneWord(log.data()).hash(CONTENT).word(3);
        int denominator = (int) (params >>> 32);
        int elasticity = (int) params;
        require((denominator == 0) == (elasticity == 0), Fault.EIP1559_PARAMS);
        next.eip1559Denominator = denominator;
        next.eip1559Elasticity = elasticity;
      }
      case 5 -> {
        Hash params = oneWord(log.data()).hash(CONTENT);
        next.operatorFeeScalar = (int) params.word(2);
        next.operatorFeeConstant = params.word(3);
      }
      case 6 -> next.minBaseFee = oneWord(log.data()).uint64(CONTENT);
      case 7 -> {
        long scalar = oneWord(log.data()).uint64(CONTENT);
        require(scalar >>> 16 == 0, Fault.DATA);
        next.daFootprintGasScalar = (int) scalar;
      }
      default -> throw new IllegalStateException("three bits hold no more than 7");
    }
    return next.build();
  }

  private static AbiReader oneWord(Bytes data) {
    return words(data, 1);
  }

  /** A reader of a byte string whose content, from {@link #CONTENT} on, is {@code count} words. */
  private static AbiReader words(Bytes data, int count) {
    AbiReader in = AbiReader.of(data);
    boolean wellFormed =
        data.size() == (CONTENT + count) * 32 && in.uint64(0) == 32 && in.uint64(1) == 32L * count;
    require(wellFormed, Fault.DATA);
    return in;
  }

  private static void require(boolean holds, Fault fault) {
    if (!holds) {
      throw new Malformed(fault);
    }
  }

  /** Leaves the reading of one log; never leaves this class. */
  private static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Fault fault;

    Malformed(Fault fault) {
      super(fault.name(), null, false, false);
      this.fault = fault;
    }
  }
}
