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

  /** The contract at an address. */
  public FaultDisputeGame(EthClient l1, Address address) {
    this.l1 = l1;
    this.address = address;
  }

  /** The address of the contract. */
  public Address address() {
    return address;
  }

  /** The proposer: the claimant of the root claim. */
  public Address proposer() {
    return read(AbiEncoder.call("claimData(uint256)", AbiValue.of(0))).address(2);
  }

  /** The root claim. */
  public Hash rootClaim() {
    return read(AbiEncoder.call("rootClaim()")).hash(0);
  }

  /** The L2 block number of the root claim. */
  public long l2BlockNumber() {
    return read(AbiEncoder.call("l2BlockNumber()")).number(0);
  }

  /** The game status: 0 in progress, 1 challenger wins, 2 defender wins. */
  public long status() {
    return read(AbiEncoder.call("status()")).number(0);
  }

  private AbiReader read(Bytes call) {
    return AbiReader.of(l1.call(CallMessage.read(address, call), EthClient.LATEST));
  }
}
