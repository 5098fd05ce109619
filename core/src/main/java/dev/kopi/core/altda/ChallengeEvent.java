package dev.kopi.core.altda;

import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;

/**
 * {@code ChallengeStatusChanged(uint256 indexed challengedBlockNumber, bytes challengedCommitment,
 * uint8 status)} of DataAvailabilityChallenge.
 *
 * @param block the L1 block with the commitment
 * @param commitment the commitment
 * @param status the contract's number of the status
 * @see <a
 *     href="https://specs.optimism.io/experimental/alt-da.html#data-availability-challenge-contract">Data
 *     availability challenge contract</a>
 */
public record ChallengeEvent(long block, Commitment commitment, int status) {
  /** The status of a commitment that was challenged. */
  public static final int ACTIVE = 1;

  /** The status of a challenge that was answered with the data. */
  public static final int RESOLVED = 2;

  /** The first topic. */
  public static final Hash TOPIC = AbiEncoder.topic("ChallengeStatusChanged(uint256,bytes,uint8)");

  /** Whether a log is of this event. */
  public static boolean isOf(Log log) {
    return !log.topics().isEmpty() && log.topics().getFirst().equals(TOPIC);
  }

  /**
   * Reads a log.
   *
   * @throws DecodeException when it is malformed
   */
  public static ChallengeEvent read(Log log) {
    if (log.topics().size() != 2) {
      throw new DecodeException("ChallengeStatusChanged with " + log.topics().size() + " topics");
    }
    AbiReader data = AbiReader.of(log.data());
    Bytes commitment = data.bytes(0);
    long status = data.number(1);
    if (status > 0xff) {
      throw new DecodeException("a status of more than 8 bits");
    }
    UInt256 block = log.topics().get(1).toUInt256();
    if (!block.fitsLong()) {
      throw new DecodeException("a block number of more than 64 bits");
    }
    return new ChallengeEvent(block.lowLong(), Commitment.decode(commitment), (int) status);
  }
}
