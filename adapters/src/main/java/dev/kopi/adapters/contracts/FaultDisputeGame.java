package dev.kopi.adapters.contracts;

import dev.kopi.adapters.ethclient.CallMessage;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;

/**
 * A dispute game about an output root.
 *
 * <p>Methods that read throw as {@link EthClient} does.
 *
 * @see <a href="https://specs.optimism.io/fault-proof/stage-one/fault-dispute-game.html">Fault
 *     dispute game</a>
 */
public final class FaultDisputeGame {
  private final EthClient l1;
  private final Address address;

  /** At an address. */
  public FaultDisputeGame(EthClient l1, Address address) {
    this.l1 = l1;
    this.address = address;
  }

  /** Where it is. */
  public Address address() {
    return address;
  }

  /** Who proposed it: the claimant of the first claim. */
  public Address proposer() {
    return read(AbiEncoder.call("claimData(uint256)", AbiValue.of(0))).address(2);
  }

  /** The root that it is about. */
  public Hash rootClaim() {
    return read(AbiEncoder.call("rootClaim()")).hash(0);
  }

  /** The L2 block that it is about. */
  public long l2BlockNumber() {
    return read(AbiEncoder.call("l2BlockNumber()")).number(0);
  }

  /** 0 while it is played, 1 when the challengers won, 2 when the defenders won. */
  public long status() {
    return read(AbiEncoder.call("status()")).number(0);
  }

  private AbiReader read(Bytes call) {
    return AbiReader.of(l1.call(CallMessage.read(address, call), EthClient.LATEST));
  }
}
