package dev.kopi.adapters.contracts.dispute;

import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.dispute.solver.BlockNumberProof;
import dev.kopi.core.dispute.solver.StepData;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.OutputRoot;

/** The calls to a fault dispute game of version 1.2 or later. */
public final class GameCalls {
  private GameCalls() {}

  /**
   * Answers a claim. Its bond is sent along.
   *
   * @param attack whether it attacks the claim, and does not defend it
   * @param disputed the value of the answered claim
   * @param parent the index of the answered claim
   * @param value the new claim
   */
  public static Bytes move(boolean attack, Hash disputed, int parent, Hash value) {
    return AbiEncoder.call(
        attack ? "attack(bytes32,uint256,bytes32)" : "defend(bytes32,uint256,bytes32)",
        AbiValue.of(disputed),
        AbiValue.of(parent),
        AbiValue.of(value));
  }

  /** Executes a step against a claim at the maximal depth. */
  public static Bytes step(int claim, boolean attack, StepData data) {
    return AbiEncoder.call(
        "step(uint256,bool,bytes,bytes)",
        AbiValue.of(claim),
        AbiValue.of(attack),
        AbiValue.of(data.preState()),
        AbiValue.of(data.proof()));
  }

  /**
   * Gives local data to the oracle.
   *
   * @param identifier which
   * @param claim the index of a claim of the execution
   * @param offset where the part starts, counted from the length before the data
   */
  public static Bytes addLocalData(long identifier, int claim, long offset) {
    return AbiEncoder.call(
        "addLocalData(uint256,uint256,uint256)",
        AbiValue.of(identifier),
        AbiValue.of(claim),
        AbiValue.of(offset));
  }

  /** Proves that the root claim belongs to another block. */
  public static Bytes challengeBlockNumber(BlockNumberProof proof) {
    OutputRoot output = proof.output();
    return AbiEncoder.call(
        "challengeRootL2Block((bytes32,bytes32,bytes32,bytes32),bytes)",
        AbiValue.of(Hash.ZERO),
        AbiValue.of(output.stateRoot()),
        AbiValue.of(output.messagePasserStorageRoot()),
        AbiValue.of(output.blockHash()),
        AbiValue.of(proof.header()));
  }

  /**
   * Resolves a claim whose clock has run out.
   *
   * @param answers how many of its answers are looked at
   */
  public static Bytes resolveClaim(int claim, long answers) {
    return AbiEncoder.call(
        "resolveClaim(uint256,uint256)", AbiValue.of(claim), AbiValue.of(answers));
  }

  /** Resolves the game once its root claim is resolved. */
  public static Bytes resolve() {
    return AbiEncoder.call("resolve()");
  }

  /** Pays, or unlocks, what the game owes to an account. */
  public static Bytes claimCredit(Address recipient) {
    return AbiEncoder.call("claimCredit(address)", AbiValue.of(recipient));
  }

  /** Decides how bonds are paid; of games that pay in two phases. */
  public static Bytes closeGame() {
    return AbiEncoder.call("closeGame()");
  }
}
