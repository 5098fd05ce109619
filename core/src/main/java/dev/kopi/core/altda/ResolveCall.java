package dev.kopi.core.altda;

import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;

/**
 * {@code resolve(uint256 challengedBlockNumber, bytes challengedCommitment, bytes resolveData)} of
 * DataAvailabilityChallenge. As in op-node the selector is not looked at: the data must match the
 * commitment of the event anyway.
 */
public final class ResolveCall {
  private ResolveCall() {}

  /**
   * The data in the call.
   *
   * @throws DecodeException when the call is malformed, or there are none
   */
  public static Bytes data(Bytes callData) {
    AbiReader in = AbiReader.ofCall(callData);
    in.word(0);
    in.bytes(1);
    Bytes data = in.bytes(2);
    if (data.isEmpty()) {
      throw new DecodeException("resolve without data");
    }
    return data;
  }
}
