package dev.kopi.adapters.contracts.dispute;

import dev.kopi.adapters.contracts.dispute.BatchReader.Read;
import dev.kopi.adapters.contracts.dispute.GameCredits.Mode;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;

/** Reads the credit of accounts in games. Methods throw as {@link BatchReader} does. */
public record CreditReader(BatchReader reader) {
  /** The credit of accounts in a game, in their order. */
  public List<GameCredits> credits(GameFacts game, List<Address> accounts, String block) {
    boolean twoPhases = game.parameters().version().paysInTwoPhases();
    Address address = game.address();
    Address weth = game.contracts().weth();
    List<Read> calls = new ArrayList<>();
    calls.add(Read.of(weth, "delay()"));
    if (twoPhases) {
      calls.add(Read.of(address, "bondDistributionMode()"));
    }
    for (Address account : accounts) {
      AbiValue who = AbiValue.of(account);
      calls.add(Read.of(address, "credit(address)", who));
      calls.add(Read.of(weth, "withdrawals(address,address)", AbiValue.of(address), who));
      if (twoPhases) {
        calls.add(Read.of(address, "hasUnlockedCredit(address)", who));
      }
    }
    List<AbiReader> in = reader.read(calls, block);
    int at = 0;
    long delay = in.get(at++).number(0);
    Mode mode = twoPhases ? mode(in.get(at++).number(0)) : null;
    List<GameCredits> credits = new ArrayList<>();
    for (Address account : accounts) {
      AbiReader credit = in.get(at++);
      AbiReader withdrawal = in.get(at++);
      credits.add(
          new GameCredits(
              account,
              credit.word(0),
              twoPhases && in.get(at++).bool(0),
              withdrawal.word(0),
              withdrawal.number(1),
              delay,
              mode));
    }
    return credits;
  }

  /** What a DelayedWETH holds for a game, in wei. */
  public UInt256 collateral(GameFacts game, String block) {
    return reader
        .read(block, game.contracts().weth(), "balanceOf(address)", AbiValue.of(game.address()))
        .word(0);
  }

  private static Mode mode(long number) {
    if (number >= Mode.values().length) {
      throw new DecodeException("no distribution of bonds is " + number);
    }
    return Mode.values()[(int) number];
  }
}
