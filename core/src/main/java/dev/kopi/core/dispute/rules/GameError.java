package dev.kopi.core.dispute.rules;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import java.nio.charset.StandardCharsets;

/** Why the contracts of a dispute game refuse a call. */
public enum GameError {
  // The constructor.
  MAX_DEPTH_TOO_LARGE("MaxDepthTooLarge()"),
  INVALID_SPLIT_DEPTH("InvalidSplitDepth()"),
  INVALID_CLOCK_EXTENSION("InvalidClockExtension()"),

  // The start of a game.
  ANCHOR_ROOT_NOT_FOUND("AnchorRootNotFound()"),
  UNEXPECTED_ROOT_CLAIM("UnexpectedRootClaim(bytes32)"),

  // Moves and steps.
  GAME_NOT_IN_PROGRESS("GameNotInProgress()"),
  /** There is no claim with that index. */
  NO_SUCH_CLAIM("Panic(uint256)", 0x32),
  INVALID_DISPUTED_CLAIM_INDEX("InvalidDisputedClaimIndex()"),
  CANNOT_DEFEND_ROOT_CLAIM("CannotDefendRootClaim()"),
  L2_BLOCK_NUMBER_CHALLENGED("L2BlockNumberChallenged()"),
  GAME_DEPTH_EXCEEDED("GameDepthExceeded()"),
  INCORRECT_BOND_AMOUNT("IncorrectBondAmount()"),
  CLOCK_TIME_EXCEEDED("ClockTimeExceeded()"),
  /** A clock extension above the maximal clock, which 1.2.0 allows. */
  CLOCK_UNDERFLOW("Panic(uint256)", 0x11),
  CLAIM_ALREADY_EXISTS("ClaimAlreadyExists()"),
  INVALID_PARENT("InvalidParent()"),
  INVALID_PRESTATE("InvalidPrestate()"),
  /** The machine's contract refuses the step. */
  MACHINE_REVERTED(""),
  VALID_STEP("ValidStep()"),
  DUPLICATE_STEP("DuplicateStep()"),

  // Local data.
  CLAIM_ABOVE_SPLIT("ClaimAboveSplit()"),
  INVALID_LOCAL_IDENT("InvalidLocalIdent()"),
  PART_OFFSET_OUT_OF_BOUNDS("PartOffsetOOB()"),

  // The challenge of the block number.
  INVALID_OUTPUT_ROOT_PROOF("InvalidOutputRootProof()"),
  INVALID_HEADER_RLP("InvalidHeaderRLP()"),
  BLOCK_NUMBER_MATCHES("BlockNumberMatches()"),

  // Resolution.
  CLOCK_NOT_EXPIRED("ClockNotExpired()"),
  CLAIM_ALREADY_RESOLVED("ClaimAlreadyResolved()"),
  OUT_OF_ORDER_RESOLUTION("OutOfOrderResolution()"),

  // Bonds.
  GAME_PAUSED("GamePaused()"),
  GAME_NOT_RESOLVED("GameNotResolved()"),
  GAME_NOT_FINALIZED("GameNotFinalized()"),
  NO_CREDIT_TO_CLAIM("NoCreditToClaim()"),
  WITHDRAWALS_PAUSED("DelayedWETH: contract is paused"),
  WITHDRAWAL_TOO_LARGE("DelayedWETH: insufficient unlocked withdrawal"),
  WITHDRAWAL_NOT_UNLOCKED("DelayedWETH: withdrawal not unlocked"),
  WITHDRAWAL_DELAY_NOT_MET("DelayedWETH: withdrawal delay not met");

  private final String text;
  private final int panicCode;

  GameError(String text) {
    this(text, 0);
  }

  GameError(String text, int panicCode) {
    this.text = text;
    this.panicCode = panicCode;
  }

  /** The signature of the error, or the text of a plain {@code revert}. */
  public String text() {
    return text;
  }

  /** Whether what a call answered, when it failed, is this error. */
  public boolean matches(Bytes answer) {
    if (this == MACHINE_REVERTED) {
      return true;
    }
    if (!text.endsWith(")")) {
      // Error(string): the selector, the offset, the length, the text.
      byte[] message = text.getBytes(StandardCharsets.US_ASCII);
      return answer.size() >= 68 + message.length
          && answer.slice(0, 4).equals(selector("Error(string)"))
          && answer.slice(68, 68 + message.length).equals(Bytes.wrap(message));
    }
    return answer.size() >= 4
        && answer.slice(0, 4).equals(selector(text))
        && (panicCode == 0 || answer.size() == 36 && answer.get(35) == panicCode);
  }

  private static Bytes selector(String signature) {
    byte[] ascii = signature.getBytes(StandardCharsets.US_ASCII);
    return Keccak256.hash(ascii).toBytes().slice(0, 4);
  }
}
