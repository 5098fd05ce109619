package dev.kopi.apps.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.apps.bridge.ProposalChoice.Proposal;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProposalChoiceTest {
  private static final long HEAD = 100;

  private final List<String> warnings = new ArrayList<>();
  private final ProposalChoice choice =
      new ProposalChoice(new RootCheck(block -> block <= HEAD ? root(block) : null), warnings::add);

  private static Hash root(long block) {
    return UInt256.of(block).toHash();
  }

  private static Proposal proposal(int index, long block, Hash root) {
    return new Proposal(index, Address.ofWords(0, 0, index), root, block);
  }

  @Test
  void takesTheFirstProposalThatAgreesWithTheNode() {
    Proposal right = proposal(0, 10, root(10));
    assertThat(choice.choose(List.of(right, proposal(1, 20, root(20))))).isEqualTo(right);
    assertThat(warnings).isEmpty();
  }

  @Test
  void passesOverFalseProposalWithWarning() {
    Proposal wrong = proposal(0, 10, root(99));
    Proposal right = proposal(1, 20, root(20));
    assertThat(choice.choose(List.of(wrong, right))).isEqualTo(right);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains(wrong.game().toString(), root(99).toString(), root(10).toString(), "L2 block 10");
  }

  @Test
  void refusesWhenOnlyFalseProposalsCover() {
    Proposal wrong = proposal(0, 10, root(99));
    assertThatThrownBy(() -> choice.choose(List.of(wrong, proposal(1, HEAD + 1, root(1)))))
        .isInstanceOf(BridgeFailed.class)
        .hasMessageContaining("no dispute game that covers the withdrawal agrees")
        .hasMessageContaining(wrong.game().toString());
    assertThat(warnings).hasSize(2);
  }

  @Test
  void waitsWhenNodeDoesNotHaveTheBlock() {
    assertThat(choice.choose(List.of(proposal(0, HEAD + 1, root(1))))).isNull();
    assertThat(warnings).singleElement().asString().contains("does not have");
  }
}
