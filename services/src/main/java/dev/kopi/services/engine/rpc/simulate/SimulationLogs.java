package dev.kopi.services.engine.rpc.simulate;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.evm.Tracer;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.call.HaltSite;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the logs of a simulated block, and on request an ERC-20 Transfer log for each transfer
 * of ether.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7528">EIP-7528</a>
 */
final class SimulationLogs implements Tracer {
  private static final Address ETHER =
      Address.fromHex("0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");
  private static final Hash TRANSFER =
      Keccak256.hash("Transfer(address,address,uint256)".getBytes(StandardCharsets.US_ASCII));

  /** A log with its index in the block; the logs of failed calls leave gaps. */
  record Placed(int index, Log log) {}

  private final boolean transfers;
  private final Deque<List<Placed>> open = new ArrayDeque<>();
  private List<Placed> done = new ArrayList<>();
  private @Nullable HaltSite haltSite;
  private long gasLeft;
  private int count;

  SimulationLogs(boolean transfers) {
    this.transfers = transfers;
  }

  /** Starts the next message. */
  void reset() {
    open.clear();
    done = new ArrayList<>();
    haltSite = null;
  }

  /** The logs of the last message; none when it failed. */
  List<Placed> logs() {
    return done;
  }

  /** Where the last message halted, if that is known. The outermost frame halts last. */
  @Nullable HaltSite haltSite() {
    return haltSite;
  }

  /** The gas that the last message left before refunds. */
  long gasLeft() {
    return gasLeft;
  }

  @Override
  public boolean wantsSteps() {
    return false;
  }

  @Override
  public void enter(
      CallKind kind, int depth, Address from, Address to, Bytes input, long gas, UInt256 value) {
    open.push(new ArrayList<>());
    if (kind != CallKind.DELEGATECALL && kind != CallKind.CALLCODE) {
      transfer(from, to, value);
    }
  }

  @Override
  public void exit(int depth, CallOutcome outcome) {
    List<Placed> ended = open.pop();
    List<Placed> caller = open.peek();
    if (outcome.success()) {
      (caller == null ? done : caller).addAll(ended);
    }
    if (caller == null) {
      gasLeft = outcome.gasLeft();
    }
  }

  @Override
  public void halted(HaltSite site) {
    haltSite = site;
  }

  @Override
  public void log(Log log) {
    List<Placed> running = open.peek();
    if (running != null) {
      running.add(new Placed(count++, log));
    }
  }

  @Override
  public void selfDestruct(int depth, Address contract, Address heir, UInt256 balance) {
    transfer(contract, heir, balance);
  }

  private void transfer(Address from, Address to, UInt256 value) {
    if (transfers && !value.isZero()) {
      log(
          new Log(
              ETHER,
              List.of(TRANSFER, from.toWord().toHash(), to.toWord().toHash()),
              value.toHash().toBytes()));
    }
  }
}
