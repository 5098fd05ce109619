package dev.kopi.core.execution.validation;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.execution.fee.BaseFee;
import dev.kopi.core.execution.fee.BlobGas;
import dev.kopi.core.execution.fee.OpExtraData;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * Checks of a header against its parent (Yellow Paper, 4.3.4, and later forks). Each check returns
 * the reason why the header is invalid, or null.
 */
public final class HeaderRules {
  private static final int MAX_EXTRA_DATA = 32;
  private static final long MIN_GAS_LIMIT = 5_000;
  private static final long GAS_LIMIT_DIVISOR = 1_024;

  private HeaderRules() {}

  /** The first rule that the header breaks, or null when it is a valid child of {@code parent}. */
  public static @Nullable InvalidBlock check(ChainSpec spec, Header header, Header parent) {
    if (!header.parentHash().equals(parent.hash())) {
      return InvalidBlock.PARENT_HASH_WRONG;
    }
    Rules rules = spec.rules(header);
    InvalidBlock broken = checkBasics(header, parent);
    broken = broken != null ? broken : checkConsensus(spec, rules, header, parent);
    broken = broken != null ? broken : checkExtraData(spec, rules, header);
    broken = broken != null ? broken : checkGas(spec, rules, header, parent);
    return broken != null ? broken : checkForkFields(rules, header, parent);
  }

  /**
   * Checks that proof of work ends at the terminal block (EIP-3675); needed only around the merge.
   *
   * @param parentTotalDifficulty the sum of difficulties up to the parent
   * @return the reason why the header is invalid, or null
   */
  public static @Nullable InvalidBlock checkTransition(
      ChainSpec spec, Header header, Header parent, UInt256 parentTotalDifficulty) {
    UInt256 terminal = spec.terminalTotalDifficulty();
    if (terminal == null || spec.op() != null) {
      return null;
    }
    boolean reached = parentTotalDifficulty.compareTo(terminal) >= 0;
    if (header.difficulty().isZero()) {
      return reached || parent.difficulty().isZero()
          ? null
          : InvalidBlock.PROOF_OF_STAKE_BEFORE_MERGE;
    }
    return reached ? InvalidBlock.PROOF_OF_WORK_AFTER_MERGE : null;
  }

  private static @Nullable InvalidBlock checkBasics(Header header, Header parent) {
    if (header.number() != parent.number() + 1) {
      return InvalidBlock.NUMBER_WRONG;
    }
    // "timestamp … greater than that of the parent".
    if (Long.compareUnsigned(header.timestampSeconds(), parent.timestampSeconds()) <= 0) {
      return InvalidBlock.TIMESTAMP_NOT_AFTER_PARENT;
    }
    if (header.gasLimit() < 0) {
      return InvalidBlock.GAS_LIMIT_TOO_HIGH;
    }
    return Long.compareUnsigned(header.gasUsed(), header.gasLimit()) > 0
        ? InvalidBlock.GAS_USED_ABOVE_LIMIT
        : null;
  }

  private static @Nullable InvalidBlock checkConsensus(
      ChainSpec spec, Rules rules, Header header, Header parent) {
    UInt256 terminal = spec.terminalTotalDifficulty();
    if (header.difficulty().isZero()) {
      if (!rules.isOptimism() && terminal == null) {
        return InvalidBlock.PROOF_OF_STAKE_BEFORE_MERGE;
      }
      // "nonce = 0x0000000000000000", "ommersHash = Keccak256(RLP([]))" (EIP-3675).
      if (header.nonce() != 0) {
        return InvalidBlock.NONCE_NOT_ZERO;
      }
      return header.unclesHash().equals(Keccak256.EMPTY_LIST)
          ? null
          : InvalidBlock.UNCLES_NOT_ALLOWED;
    }
    boolean mergedFromStart = rules.isOptimism() || (terminal != null && terminal.isZero());
    if (parent.difficulty().isZero() || mergedFromStart) {
      return InvalidBlock.PROOF_OF_WORK_AFTER_MERGE;
    }
    return header.difficulty().equals(Difficulty.next(rules, parent, header.timestampSeconds()))
        ? null
        : InvalidBlock.DIFFICULTY_WRONG;
  }

  private static @Nullable InvalidBlock checkExtraData(ChainSpec spec, Rules rules, Header header) {
    if (header.extraData().size() > MAX_EXTRA_DATA) {
      return InvalidBlock.EXTRA_DATA_TOO_LONG;
    }
    if (rules.isOptimism() && !OpExtraData.isValid(header.extraData(), rules)) {
      return InvalidBlock.EXTRA_DATA_MALFORMED;
    }
    Long dao = spec.daoForkBlock();
    if (dao != null
        && header.number() >= dao
        && header.number() < dao + DaoFork.EXTRA_DATA_BLOCKS
        && !header.extraData().equals(DaoFork.EXTRA_DATA)) {
      return InvalidBlock.EXTRA_DATA_WITHOUT_DAO_MARK;
    }
    return null;
  }

  private static @Nullable InvalidBlock checkGas(
      ChainSpec spec, Rules rules, Header header, Header parent) {
    boolean london = rules.has(Fork.LONDON);
    if (!rules.isOptimism()) {
      // "parent_gas_limit = parent.gas_limit * ELASTICITY_MULTIPLIER" in the first block of London.
      boolean first = london && !spec.rules(parent).has(Fork.LONDON);
      long before = first ? parent.gasLimit() * BaseFee.ELASTICITY : parent.gasLimit();
      if (Math.abs(before - header.gasLimit()) >= before / GAS_LIMIT_DIVISOR) {
        return InvalidBlock.GAS_LIMIT_CHANGES_TOO_MUCH;
      }
      if (header.gasLimit() < MIN_GAS_LIMIT) {
        return InvalidBlock.GAS_LIMIT_TOO_LOW;
      }
    }
    UInt256 baseFee = header.baseFeePerGas();
    if (!london) {
      return baseFee == null ? null : InvalidBlock.FIELD_TOO_EARLY;
    }
    if (baseFee == null) {
      return InvalidBlock.FIELD_MISSING;
    }
    return baseFee.equals(BaseFee.next(spec, parent, header.timestampSeconds()))
        ? null
        : InvalidBlock.BASE_FEE_WRONG;
  }

  private static @Nullable InvalidBlock checkForkFields(Rules rules, Header header, Header parent) {
    InvalidBlock broken = presence(rules.has(Fork.SHANGHAI), header.withdrawalsRoot());
    boolean cancun = rules.has(Fork.CANCUN);
    broken = broken != null ? broken : presence(cancun, header.blobGasUsed());
    broken = broken != null ? broken : presence(cancun, header.excessBlobGas());
    broken = broken != null ? broken : presence(cancun, header.parentBeaconBlockRoot());
    broken = broken != null ? broken : presence(rules.has(Fork.PRAGUE), header.requestsHash());
    broken = broken != null ? broken : presence(false, header.blockAccessListHash());
    broken = broken != null ? broken : presence(false, header.slotNumber());
    return broken != null || !cancun ? broken : checkBlobGas(rules, header, parent);
  }

  private static @Nullable InvalidBlock presence(boolean expected, @Nullable Object field) {
    if (expected) {
      return field == null ? InvalidBlock.FIELD_MISSING : null;
    }
    return field == null ? null : InvalidBlock.FIELD_TOO_EARLY;
  }

  private static @Nullable InvalidBlock checkBlobGas(Rules rules, Header header, Header parent) {
    Long used = header.blobGasUsed();
    Long excess = header.excessBlobGas();
    BlobParams params = rules.blobs();
    if (used == null || excess == null || params == null) {
      return InvalidBlock.FIELD_MISSING;
    }
    if (rules.isOptimism()) {
      // Until Jovian keeps the DA footprint there, "blobGasUsed … is set to 0" (Ecotone).
      if (used != 0 && !rules.has(OpFork.JOVIAN)) {
        return InvalidBlock.BLOB_GAS_USED_WRONG;
      }
    } else if (Long.remainderUnsigned(used, BlobParams.GAS_PER_BLOB) != 0) {
      return InvalidBlock.BLOB_GAS_USED_WRONG;
    } else if (Long.compareUnsigned(used, params.max() * BlobParams.GAS_PER_BLOB) > 0) {
      return InvalidBlock.TOO_MANY_BLOBS;
    }
    return excess == BlobGas.excess(rules, parent) ? null : InvalidBlock.EXCESS_BLOB_GAS_WRONG;
  }
}
