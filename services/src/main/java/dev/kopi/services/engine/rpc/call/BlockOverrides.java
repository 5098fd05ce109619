package dev.kopi.services.engine.rpc.call;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.eth.EngineJson;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.evm.context.BlockHashes;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Overrides of block fields for calls and simulations; null where a field is not overridden. */
public record BlockOverrides(
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
  /** No overrides. */
  public static final BlockOverrides NONE =
      new BlockOverrides(null, null, null, null, null, null, null, null, null, null);

  public BlockOverrides {
    withdrawals = withdrawals == null ? null : List.copyOf(withdrawals);
  }

  /**
   * Reads the JSON object; null is no overrides.
   *
   * @throws RpcException when it is malformed
   */
  public static BlockOverrides read(@Nullable JsonNode json) {
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
   * Applies the overrides to the block of a call.
   *
   * @param header the block's header
   * @throws RpcException for overrides that only eth_simulateV1 supports
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

  /** A copy with another number and timestamp. */
  public BlockOverrides at(long newNumber, long newTimestampSeconds) {
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
   * With an overridden number, the block hashes are those of the header's ancestors; numbers in
   * between are zero. The child of the header also sees the header's hash.
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
