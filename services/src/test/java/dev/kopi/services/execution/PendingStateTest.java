package dev.kopi.services.execution;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateDiff.AccountChange;
import dev.kopi.core.state.StateDiff.Content;
import dev.kopi.core.state.StateView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a block finds of blocks whose roots are not known yet. */
final class PendingStateTest {
  private static final Address A = Address.fromWord(UInt256.of(1));
  private static final Address B = Address.fromWord(UInt256.of(2));
  private static final Hash ROOT = Keccak256.hash(new byte[] {1});
  private static final Bytes CODE = Bytes.wrap(new byte[] {2});
  private static final Hash CODE_HASH = Keccak256.hash(CODE);
  private static final UInt256 SLOT = UInt256.of(5);

  /** Everybody has one wei and storage; each slot holds nine. */
  private static final StateView BELOW =
      new StateView() {
        @Override
        public Account account(Address address) {
          return new Account(0, UInt256.ONE, ROOT, Keccak256.EMPTY);
        }

        @Override
        public UInt256 storage(Address address, UInt256 slot) {
          return UInt256.of(9);
        }

        @Override
        public Bytes code(Hash codeHash) {
          return Bytes.EMPTY;
        }
      };

  private static PendingState.Change change(
      Address address, @Nullable Content after, boolean cleared, Map<UInt256, UInt256> storage) {
    StateDiff diff =
        new StateDiff(
            Map.of(address, new AccountChange(after, cleared, storage)), Map.of(CODE_HASH, CODE));
    return PendingState.Change.of(diff, () -> BELOW);
  }

  private static Content content(long nonce) {
    return new Content(nonce, UInt256.of(70), nonce == 0 ? Keccak256.EMPTY : CODE_HASH);
  }

  private static Account account(PendingState state, Address address) {
    return requireNonNull(state.account(address));
  }

  @Test
  void theNewestBlockThatChangedSomethingSaysWhatItIs() {
    PendingState state =
        new PendingState(
            BELOW,
            List.of(
                change(A, content(1), false, Map.of(SLOT, UInt256.of(3))),
                change(A, content(2), false, Map.of(UInt256.of(6), UInt256.ZERO))));
    assertThat(account(state, A).nonce()).isEqualTo(2);
    assertThat(state.storage(A, SLOT)).isEqualTo(UInt256.of(3));
    assertThat(state.storage(A, UInt256.of(6))).isEqualTo(UInt256.ZERO);
    assertThat(state.storage(A, UInt256.of(7))).isEqualTo(UInt256.of(9));
    assertThat(account(state, B).balance()).isEqualTo(UInt256.ONE);
    assertThat(state.code(CODE_HASH)).isEqualTo(CODE);
  }

  @Test
  void anAccountThatIsGoneHasNothingFromBefore() {
    PendingState gone = new PendingState(BELOW, List.of(change(A, null, true, Map.of())));
    assertThat(gone.account(A)).isNull();
    assertThat(gone.storage(A, SLOT)).isEqualTo(UInt256.ZERO);
    PendingState anew =
        new PendingState(
            BELOW,
            List.of(
                change(A, null, true, Map.of()),
                change(A, content(1), true, Map.of(SLOT, UInt256.ONE))));
    assertThat(anew.storage(A, SLOT)).isEqualTo(UInt256.ONE);
    assertThat(anew.storage(A, UInt256.of(6))).isEqualTo(UInt256.ZERO);
  }

  @Test
  void waitsForTheStorageRootOfAnAccountWithoutNonceAndCode() {
    PendingState changed =
        new PendingState(BELOW, List.of(change(A, content(0), false, Map.of(SLOT, UInt256.ONE))));
    assertThat(account(changed, A).storageRoot()).isEqualTo(ROOT);
    PendingState same = new PendingState(BELOW, List.of(change(A, content(0), false, Map.of())));
    assertThat(account(same, A).storageRoot()).isEqualTo(ROOT);
    PendingState cleared = new PendingState(BELOW, List.of(change(A, content(0), true, Map.of())));
    assertThat(account(cleared, A).storageRoot()).isEqualTo(Keccak256.EMPTY_TRIE);
  }
}
