package dev.kopi.core.trie;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Merkle proofs that an account or a slot has its content, or is absent.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-1186">EIP-1186</a>
 */
public final class Proof {
  private Proof() {}

  /**
   * What a state holds of one account, with the proof of it.
   *
   * @param account the account, or null if it does not exist
   * @param nodes the RLP of the nodes of the account trie from the root to the account, or to where
   *     its path ends
   */
  public record OfAccount(
      Address address, @Nullable Account account, List<Bytes> nodes, List<OfSlot> slots) {
    /** Copies the lists. */
    public OfAccount {
      nodes = List.copyOf(nodes);
      slots = List.copyOf(slots);
    }
  }

  /**
   * What a storage trie holds of one slot, with the proof of it.
   *
   * @param nodes the RLP of the nodes of the storage trie from the root to the slot, or to where
   *     its path ends
   */
  public record OfSlot(UInt256 slot, UInt256 value, List<Bytes> nodes) {
    /** Copies the list. */
    public OfSlot {
      nodes = List.copyOf(nodes);
    }
  }

  /** What a list of nodes proves of a key. */
  public sealed interface Verdict {
    /** The key holds this value. */
    record Present(Bytes value) implements Verdict {}

    /** The key holds nothing. */
    record Absent() implements Verdict {}

    /** The nodes prove nothing. */
    record Invalid() implements Verdict {}
  }

  /**
   * Proofs of an account and some of its slots.
   *
   * @throws StateUnavailableException when a node is missing
   */
  public static OfAccount prove(
      NodeReader nodes, Hash stateRoot, Address address, List<UInt256> slots) {
    Hash key = StateTrie.key(address);
    List<Bytes> trail = new ArrayList<>();
    Trie accounts = new Trie(nodes, Hash.ZERO, stateRoot);
    Account account = StateTrie.account(accounts.get(Nibbles.of(key), trail));
    Hash storageRoot = account == null ? Keccak256.EMPTY_TRIE : account.storageRoot();
    Trie storage = new Trie(nodes, key, storageRoot);
    List<OfSlot> proofs = new ArrayList<>(slots.size());
    for (UInt256 slot : slots) {
      List<Bytes> below = new ArrayList<>();
      Bytes value = storage.get(Nibbles.of(StateTrie.key(slot)), below);
      proofs.add(new OfSlot(slot, StateTrie.slot(value), below));
    }
    return new OfAccount(address, account, trail, proofs);
  }

  /** Whether the nodes prove exactly the account and the slots that the proof claims. */
  public static boolean holds(Hash stateRoot, OfAccount proof) {
    Account account = proof.account();
    Bytes claimed =
        account == null
            ? null
            : StateTrie.encode(
                new StateDiff.Content(account.nonce(), account.balance(), account.codeHash()),
                account.storageRoot());
    if (!matches(verify(stateRoot, StateTrie.key(proof.address()), proof.nodes()), claimed)) {
      return false;
    }
    Hash storageRoot = account == null ? Keccak256.EMPTY_TRIE : account.storageRoot();
    for (OfSlot slot : proof.slots()) {
      Bytes value = slot.value().isZero() ? null : StateTrie.encode(slot.value());
      if (!matches(verify(storageRoot, StateTrie.key(slot.slot()), slot.nodes()), value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(Verdict verdict, @Nullable Bytes claimed) {
    return switch (verdict) {
      case Verdict.Present present -> Objects.equals(present.value(), claimed);
      case Verdict.Absent _ -> claimed == null;
      case Verdict.Invalid _ -> false;
    };
  }

  /**
   * The value that the nodes prove for a key. They must be in order from the root, and none may be
   * left over.
   *
   * @param key the hashed key
   */
  public static Verdict verify(Hash root, Hash key, List<Bytes> nodes) {
    NodesInOrder source = new NodesInOrder(nodes);
    Bytes value;
    try {
      value = new Trie(source, Hash.ZERO, root).get(Nibbles.of(key));
    } catch (DecodeException | StateUnavailableException e) {
      return new Verdict.Invalid();
    }
    if (source.used != nodes.size()) {
      return new Verdict.Invalid();
    }
    return value == null ? new Verdict.Absent() : new Verdict.Present(value);
  }

  private static final class NodesInOrder implements NodeReader {
    private final List<Bytes> nodes;
    private int used;

    NodesInOrder(List<Bytes> nodes) {
      this.nodes = nodes;
    }

    @Override
    public @Nullable Bytes node(Hash owner, Bytes path, Hash hash) {
      if (used == nodes.size() || !Keccak256.hash(nodes.get(used)).equals(hash)) {
        return null;
      }
      return nodes.get(used++);
    }
  }
}
