package dev.kopi.services.engine.payload;

import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which versions of newPayload and getPayload support which forks.
 *
 * @see <a
 *     href="https://github.com/ethereum/execution-apis/blob/main/src/engine/prague.md#engine_newpayloadv4">engine_newPayloadV4</a>
 */
public final class PayloadVersions {
  private PayloadVersions() {}

  /**
   * Checks the parameters of newPayload.
   *
   * @throws EngineApiException when they do not match the version
   */
  public static void checkNew(
      int version,
      Rules rules,
      ExecutionPayload payload,
      @Nullable List<Hash> blobHashes,
      @Nullable Hash parentBeaconBlockRoot,
      @Nullable List<Bytes> requests) {
    present(version == 1 ? false : rules.has(Fork.SHANGHAI), payload.withdrawals(), "withdrawals");
    present(version >= 3, payload.blobGasUsed(), "blobGasUsed");
    present(version >= 3, payload.excessBlobGas(), "excessBlobGas");
    present(version >= 3, blobHashes, "versionedHashes");
    present(version >= 3, parentBeaconBlockRoot, "parentBeaconBlockRoot");
    present(version >= 4, requests, "executionRequests");
    if (version <= 2 && rules.has(Fork.CANCUN)) {
      throw invalid("newPayloadV" + version + " is not for blocks since Cancun");
    }
    if (version == 1 && rules.has(Fork.SHANGHAI)) {
      throw invalid("newPayloadV1 is not for blocks since Shanghai");
    }
    boolean fits =
        switch (version) {
          case 3 -> rules.fork() == Fork.CANCUN;
          case 4 -> rules.has(Fork.PRAGUE);
          default -> true;
        };
    if (!fits) {
      throw unsupported("newPayloadV" + version, rules);
    }
    present(rules.has(OpFork.ISTHMUS), payload.withdrawalsRoot(), "withdrawalsRoot");
    if (requests != null) {
      checkRequests(rules, requests);
    }
  }

  /** "requests … sorted by request_type in ascending order", none empty, each type once. */
  private static void checkRequests(Rules rules, List<Bytes> requests) {
    if (rules.isOptimism() && !requests.isEmpty()) {
      throw invalid("executionRequests must be empty on L2");
    }
    int last = -1;
    for (Bytes one : requests) {
      if (one.size() <= 1 || (one.get(0) & 0xff) <= last) {
        throw invalid("executionRequests are empty or out of order");
      }
      last = one.get(0) & 0xff;
    }
  }

  private static void present(boolean expected, @Nullable Object value, String name) {
    if (expected != (value != null)) {
      throw invalid(
          expected ? "nil " + name + " for this fork or version" : name + " not supported here");
    }
  }

  /**
   * Checks that getPayload of this version supports the fork.
   *
   * @throws EngineApiException when it does not
   */
  public static void checkGet(int version, Rules rules) {
    boolean fits =
        switch (version) {
          case 1 -> !rules.has(Fork.SHANGHAI);
          case 2 -> !rules.has(Fork.CANCUN);
          case 3 -> rules.fork() == Fork.CANCUN;
          case 4 -> rules.fork() == Fork.PRAGUE;
          case 5 -> rules.has(Fork.OSAKA);
          default -> false;
        };
    if (!fits) {
      throw unsupported("getPayloadV" + version, rules);
    }
  }

  private static EngineApiException invalid(String message) {
    return new EngineApiException(EngineApiException.INVALID_PARAMS, message);
  }

  private static EngineApiException unsupported(String method, Rules rules) {
    return new EngineApiException(
        EngineApiException.UNSUPPORTED_FORK, method + " does not fit a block of " + rules.fork());
  }
}
