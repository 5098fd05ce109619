package dev.kopi.core.dispute.games;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.ClaimTree;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.rules.GameError;
import dev.kopi.core.dispute.solver.TraceException;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Somebody who plays by a strategy and not by the truth. Calls that revert are ignored. */
final class Adversary {
  /** What is answered, and how. */
  enum Strategy {
    DO_NOTHING(false, false, false, false, false),
    ATTACK_LAST_RIGHT(true, true, false, true, false),
    DEFEND_LAST_RIGHT(true, false, true, true, false),
    ATTACK_LAST_WRONG(true, true, false, false, true),
    DEFEND_LAST_WRONG(true, false, true, false, true),
    ATTACK_ALL_RIGHT(false, true, false, true, false),
    DEFEND_ALL_RIGHT(false, false, true, true, false),
    ATTACK_ALL_WRONG(false, true, false, false, true),
    DEFEND_ALL_WRONG(false, false, true, false, true),
    EXHAUSTIVE(false, true, true, true, true),
    /** Some claims, in any way, and steps from any state it knows. */
    RANDOM(false, true, true, true, true);

    private final boolean lastOnly;
    private final boolean attacks;
    private final boolean defends;
    private final boolean right;
    private final boolean wrong;

    Strategy(boolean lastOnly, boolean attacks, boolean defends, boolean right, boolean wrong) {
      this.lastOnly = lastOnly;
      this.attacks = attacks;
      this.defends = defends;
      this.right = right;
      this.wrong = wrong;
    }
  }

  private static final byte[] STATUSES = {0, 1, 2, 3, (byte) 0xaa};

  private final Address address;
  private final Strategy strategy;
  private final SplittableRandom random;
  private final int limit;

  /**
   * An adversary.
   *
   * @param limit it makes no further claim when there are so many
   */
  Adversary(Address address, Strategy strategy, SplittableRandom random, int limit) {
    this.address = address;
    this.strategy = strategy;
    this.random = random;
    this.limit = limit;
  }

  /** Plays a round; answers whether anything came of it. */
  boolean play(World world) {
    if (strategy == Strategy.DO_NOTHING) {
      return false;
    }
    List<Claim> claims = new ArrayList<>(world.game.claims());
    if (strategy.lastOnly) {
      claims = List.of(claims.getLast());
    }
    ClaimTree tree = world.game.tree();
    int before = world.game.claims().size();
    boolean stepped = false;
    for (Claim claim : claims) {
      if (strategy == Strategy.RANDOM && random.nextInt(4) != 0) {
        continue;
      }
      if (claim.depth() == world.parameters.maxDepth()) {
        stepped |= strategy == Strategy.RANDOM && step(world, tree, claim);
      } else {
        answer(world, tree, claim);
      }
    }
    return stepped || world.game.claims().size() > before;
  }

  private void answer(World world, ClaimTree tree, Claim claim) {
    boolean mustAttack = claim.isRoot();
    for (boolean attack : new boolean[] {true, false}) {
      boolean wanted = attack ? strategy.attacks || mustAttack : strategy.defends && !mustAttack;
      if (!wanted || strategy == Strategy.RANDOM && random.nextBoolean()) {
        continue;
      }
      Position position = claim.position().move(attack);
      if (strategy.right) {
        right(world, tree, claim, position, attack);
      }
      if (strategy.wrong) {
        make(world, claim, wrong(world, tree, claim, position), attack);
      }
    }
  }

  private void right(World world, ClaimTree tree, Claim claim, Position position, boolean attack) {
    try {
      make(world, claim, world.truth.value(tree, claim, position), attack);
    } catch (TraceException e) {
      // Between these outputs there is no execution.
    }
  }

  private void make(World world, Claim claim, Hash value, boolean attack) {
    if (world.game.claims().size() < limit) {
      Position position = claim.position().move(attack);
      world.game.move(
          address,
          world.game.requiredBond(position),
          world.now(),
          claim.value(),
          claim.index(),
          value,
          attack);
    }
  }

  private Hash wrong(World world, ClaimTree tree, Claim claim, Position position) {
    int levels = world.parameters.maxDepth() - position.depth();
    if (random.nextInt(3) == 0) {
      // The right value of another place.
      Position other = Position.of((1L << position.depth()) + random.nextInt(1 << 4));
      try {
        if (levels >= 0 && other.depth() == position.depth()) {
          return withStatus(world.truth.value(tree, claim, other));
        }
      } catch (TraceException e) {
        // Between these outputs there is no execution.
      }
    }
    return withStatus(Hash.ofWords(random.nextLong(), 0, 0, random.nextInt(3)));
  }

  private Hash withStatus(Hash value) {
    byte[] bytes = value.toArray();
    if (random.nextInt(3) != 0) {
      bytes[0] = STATUSES[random.nextInt(STATUSES.length)];
    }
    return Hash.of(bytes);
  }

  private boolean step(World world, ClaimTree tree, Claim claim) {
    world.prepareStep(claim.index());
    boolean attack = random.nextBoolean();
    Position position =
        random.nextBoolean()
            ? claim.position().next()
            : random.nextBoolean() ? claim.position() : claim.position().previous();
    if (position.depth() != claim.depth()) {
      return false;
    }
    GameError error =
        world.game.step(
            address,
            claim.index(),
            attack,
            world.truth.step(tree, claim, position).preState(),
            Bytes.EMPTY);
    return error == null;
  }
}
