package dev.kopi.core.execution.block;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.execution.SystemContracts;
import dev.kopi.core.execution.transaction.TransactionProcessor;
import dev.kopi.core.execution.validation.InvalidBlock;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end of a block, after its transactions: withdrawals, rewards and requests. */
final class BlockEnd {
  private static final UInt256 WEI_PER_GWEI = UInt256.of(1_000_000_000);

  private final ChainSpec spec;
  private final Rules rules;
  private final WorldState world;
  private final TransactionProcessor processor;

  BlockEnd(ChainSpec spec, Rules rules, WorldState world, TransactionProcessor processor) {
    this.spec = spec;
    this.rules = rules;
    this.world = world;
    this.processor = processor;
  }

  /**
   * Pays withdrawals and the proof-of-work reward, and collects requests.
   *
   * @param reward wei for the block's beneficiary, before what uncles add; null for none
   * @param requests receives the requests; null before Prague
   * @return why the block is not valid, or null when it is
   */
  @Nullable InvalidBlock finish(
      Header header,
      List<Withdrawal> withdrawals,
      List<Header> uncles,
      @Nullable UInt256 reward,
      List<Receipt> receipts,
      @Nullable List<Bytes> requests) {
    withdraw(withdrawals);
    if (reward != null) {
      BlockRewards.pay(world, reward, header, uncles);
    }
    world.endTransaction(rules.has(Fork.SPURIOUS_DRAGON));
    return requests == null ? null : collectRequests(receipts, requests);
  }

  /** A list to collect requests in; null before Prague. */
  @Nullable List<Bytes> newRequests() {
    return rules.has(Fork.PRAGUE) ? new ArrayList<>() : null;
  }

  /** Pays the withdrawals of the consensus layer (EIP-4895). */
  private void withdraw(List<Withdrawal> withdrawals) {
    for (Withdrawal withdrawal : withdrawals) {
      UInt256 wei = UInt256.of(withdrawal.amountGwei()).multiply(WEI_PER_GWEI);
      world.addBalance(world.account(withdrawal.address()), wei);
    }
  }

  /**
   * Collects the requests of EIP-7685. L2 blocks have none: "Isthmus … does not enable EIP-6110,
   * EIP-7002, EIP-7251".
   *
   * @return why the block is not valid, or null when it is
   */
  private @Nullable InvalidBlock collectRequests(List<Receipt> receipts, List<Bytes> requests) {
    if (rules.isOptimism()) {
      return null;
    }
    Address depositContract = spec.depositContract();
    if (depositContract != null) {
      List<Log> logs = new ArrayList<>();
      receipts.forEach(receipt -> logs.addAll(receipt.logs()));
      Bytes deposits = DepositRequests.of(logs, depositContract);
      if (deposits == null) {
        return InvalidBlock.DEPOSIT_LOG_MALFORMED;
      }
      add(requests, 0, deposits);
    }
    InvalidBlock failed = collect(requests, 1, SystemContracts.WITHDRAWAL_REQUESTS);
    return failed != null ? failed : collect(requests, 2, SystemContracts.CONSOLIDATION_REQUESTS);
  }

  /**
   * "If there is no code at …, the corresponding block MUST be marked invalid", as if the call
   * fails (EIP-7002, EIP-7251).
   */
  private @Nullable InvalidBlock collect(List<Bytes> requests, int type, Address contract) {
    if (world.code(world.account(contract)).isEmpty()) {
      return spec.depositContract() == null ? null : InvalidBlock.SYSTEM_CONTRACT_MISSING;
    }
    CallOutcome outcome = processor.systemCall(contract, Bytes.EMPTY);
    if (!outcome.success()) {
      return InvalidBlock.SYSTEM_CALL_FAILED;
    }
    add(requests, type, outcome.output());
    return null;
  }

  private static void add(List<Bytes> requests, int type, Bytes data) {
    if (!data.isEmpty()) {
      requests.add(Bytes.concat(Bytes.wrap(new byte[] {(byte) type}), data));
    }
  }
}
