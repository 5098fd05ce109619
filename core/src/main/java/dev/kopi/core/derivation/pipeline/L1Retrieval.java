package dev.kopi.core.derivation.pipeline;

import dev.kopi.core.derivation.event.DerivationEvent.InboxDataDropped;
import dev.kopi.core.derivation.event.DerivationEvent.InboxFault;
import dev.kopi.core.derivation.event.DerivationEvents;
import dev.kopi.core.derivation.source.AltDaInputs;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.L1BlockRef;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The second stage: returns the batcher's data of the current L1 block, one item at a time. On
 * alternative DA chains items of version 1 are commitments to the data.
 *
 * @see <a href="https://specs.optimism.io/protocol/derivation.html#l1-retrieval">L1 retrieval</a>
 */
final class L1Retrieval {
  private static final byte COMMITMENT_VERSION = 1;

  private final L1Traversal traversal;
  private final DataSource source;
  private final @Nullable AltDaInputs altDa;
  private final DerivationEvents events;
  private final Deque<Bytes> waiting = new ArrayDeque<>();
  // The block that is to be read next; kept when reading it fails.
  private @Nullable L1BlockRef unread;
  private @Nullable L1BlockRef current;

  L1Retrieval(
      L1Traversal traversal,
      DataSource source,
      @Nullable AltDaInputs altDa,
      DerivationEvents events) {
    this.traversal = traversal;
    this.source = source;
    this.altDa = altDa;
    this.events = events;
  }

  L1BlockRef origin() {
    return traversal.origin();
  }

  Pulled<Bytes> next() {
    if (current == null) {
      if (unread == null) {
        unread = traversal.take();
      }
      L1BlockRef block = unread;
      if (block == null) {
        return new Pulled.Exhausted<>();
      }
      waiting.addAll(source.read(block, traversal.systemConfig().batcher()));
      unread = null;
      current = block;
    }
    L1BlockRef block = current;
    AltDaInputs inputs = altDa;
    if (inputs != null) {
      inputs.advance(block.id());
    }
    Bytes piece = waiting.peek();
    if (piece == null) {
      current = null;
      return new Pulled.Exhausted<>();
    }
    if (inputs == null || piece.isEmpty() || piece.get(0) != COMMITMENT_VERSION) {
      waiting.remove();
      return new Pulled.Item<>(piece);
    }
    return switch (inputs.input(piece.slice(1, piece.size()), block)) {
      case AltDaInputs.Input.Found found -> {
        waiting.remove();
        yield new Pulled.Item<>(found.data());
      }
      case AltDaInputs.Input.Skipped skipped -> {
        waiting.remove();
        events.add(new InboxDataDropped(block.id(), InboxFault.ALT_DA));
        yield new Pulled.Again<>();
      }
      case AltDaInputs.Input.Pending pending -> new Pulled.Again<>();
    };
  }
}
