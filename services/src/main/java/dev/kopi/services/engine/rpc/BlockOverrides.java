package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.json.eth.EngineJson;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.evm.context.BlockHashes;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a caller changes in a block for one call; null where nothing is changed. */
record BlockOverrides(
    @Nullable Long number,
    @Nullable Long timestampSeconds,
    @Nullable Long gasLimit,
    @Nullable Address feeRecipient,
    @Nullable Hash prevRandao,
    @Nullable UInt256 difficulty,
    @Nullable UInt256 baseFeePerGas,
    @Nullable UInt256 blobBaseFee,
    @Nullable Hash beaconRoot,
    @Nullable List<Withdrawal> withdrawals) {
  /** Nothing is changed. */
  static final BlockOverrides NONE =
      new BlockOverrides(null, null, null, null, null, null, null, null, null, null);

  BlockOverrides {
    withdrawals = withdrawals == null ? null : List.copyOf(withdrawals);
  }

  /**
   * Reads the object; null changes nothing.
   *
   * @throws RpcException when it is not of the form
   */
  static BlockOverrides read(@Nullable JsonNode json) {
    if (json == null) {
      return NONE;
    }
    try {
      return new BlockOverrides(
          JsonFields.optionalQuantity(json, "number"),
          JsonFields.optionalQuantity(json, "time"),
          JsonFields.optionalQuantity(json, "gasLimit"),
          JsonFields.optionalAddress(json, "feeRecipient"),
          JsonFields.optionalHash(json, "prevRandao"),
          JsonFields.optionalUint256(json, "difficulty"),
          JsonFields.optionalUint256(json, "baseFeePerGas"),
          JsonFields.optionalUint256(json, "blobBaseFee"),
          JsonFields.optionalHash(json, "beaconRoot"),
          JsonFields.optionalList(json, "withdrawals", EngineJson::readWithdrawal));
    } catch (DecodeException e) {
      throw RpcException.invalidParams("block overrides: " + e.getMessage());
    }
  }

  /**
   * The block as calls see it, with the changes.
   *
   * @param header the block's header
   * @throws RpcException for changes that only whole blocks can have
   */
  BlockContext over(BlockContext block, Header header, ChainSpec spec) {
    if (beaconRoot != null || withdrawals != null) {
      throw RpcException.server(
          "block override \""
              + (beaconRoot != null ? "beaconRoot" : "withdrawals")
              + "\" is not supported for this RPC method");
    }
    if (equals(NONE)) {
      return block;
    }
    long at = number == null ? block.number() : number;
    long time = timestampSeconds == null ? block.timestampSeconds() : timestampSeconds;
    Rules rules = spec.rules(at, time, header.difficulty().isZero());
    return new BlockContext(
        rules,
        at,
        time,
        feeRecipient == null ? block.beneficiary() : feeRecipient,
        gasLimit == null ? block.gasLimit() : gasLimit,
        baseFeePerGas == null ? block.baseFee() : baseFeePerGas,
        prevRandao == null ? block.prevRandao() : prevRandao,
        difficulty == null || header.difficulty().isZero() ? block.difficulty() : difficulty,
        blobBaseFee == null ? block.blobBaseFee() : blobBaseFee,
        hashes(block.blockHashes(), header, at));
  }

  /** The same at a number and a time. */
  BlockOverrides at(long newNumber, long newTimestampSeconds) {
    return new BlockOverrides(
        newNumber,
        newTimestampSeconds,
        gasLimit,
        feeRecipient,
        prevRandao,
        difficulty,
        baseFeePerGas,
        blobBaseFee,
        beaconRoot,
        withdrawals);
  }

  /**
   * Of a made-up number the ancestors are the block's own; those between are not there. The child
   * of the block sees the block itself, as a real child would.
   */
  private static BlockHashes hashes(BlockHashes known, Header header, long number) {
    return asked -> {
      if (Long.compareUnsigned(asked, header.number()) < 0) {
        return known.hash(asked);
      }
      boolean child = asked == header.number() && number == asked + 1;
      return child ? header.hash() : Hash.ZERO;
    };
  }
}
