package dev.kopi.core.dispute.model;

import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.rules.GameError;
import dev.kopi.core.dispute.rules.LocalContext;
import dev.kopi.core.primitives.Hash;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds claims by what they commit to, upwards from a claim. */
final class OutputLookup {
  private static final int VALID = 0;
  private static final int INVALID = 1;
  private static final int PANIC = 2;

  private final List<Claim> claims;
  private final int splitDepth;
  private final Hash anchorRoot;

  OutputLookup(List<Claim> claims, int splitDepth, Hash anchorRoot) {
    this.claims = claims;
    this.splitDepth = splitDepth;
    this.anchorRoot = anchorRoot;
  }

  /**
   * The claim of the same execution that commits to the same trace index as a position; null when
   * there is none, which only 1.2.0 allows, with executions of one state.
   */
  @Nullable Claim executionAncestor(Position position, int start) {
    return find(position.traceAncestorBelow(splitDepth), start);
  }

  private Claim outputAncestor(Position position, int start) {
    return Objects.requireNonNull(find(position.traceAncestor(), start));
  }

  private @Nullable Claim find(Position position, int start) {
    int at = start;
    while (at != Claim.NO_PARENT && !claims.get(at).position().equals(position)) {
      at = claims.get(at).parent();
    }
    return at == Claim.NO_PARENT ? null : claims.get(at);
  }

  /** The outputs between which a claim below the split depth disputes an execution. */
  LocalContext of(Claim claim) {
    Claim root = claim;
    Claim output = claims.get(root.parent());
    while (output.depth() > splitDepth) {
      root = output;
      output = claims.get(root.parent());
    }
    if (!root.position().parent().equals(output.position())) {
      Claim disputed = outputAncestor(output.position().next(), output.index());
      return new LocalContext(
          output.value(), output.position(), disputed.value(), disputed.position());
    }
    if (output.position().indexAtDepth().isZero()) {
      return new LocalContext(anchorRoot, Position.NONE, output.value(), output.position());
    }
    Claim starting = outputAncestor(output.position().previous(), output.index());
    return new LocalContext(
        starting.value(), starting.position(), output.value(), output.position());
  }

  /** Why a claim cannot be the root of an execution; null when it can. */
  @Nullable GameError executionRootError(Claim answered, Hash value, boolean attack) {
    Claim disputed = outputAncestor(answered.position().next(), answered.index());
    int status = (int) (value.word(0) >>> 56);
    boolean opposed = attack || disputed.depth() % 2 == splitDepth % 2;
    boolean fits = opposed ? status == INVALID || status == PANIC : status == VALID;
    return fits ? null : GameError.UNEXPECTED_ROOT_CLAIM;
  }
}
