package dev.kopi.core.derivation.event;

import dev.kopi.core.derivation.attributes.SystemConfigUpdates;
import dev.kopi.core.derivation.batch.BatchVerdict;
import dev.kopi.core.derivation.channel.ChannelFault;
import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.FrameFault;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;

/** An event of derivation, for logs, metrics and tests; derivation does not depend on it. */
public sealed interface DerivationEvent {
  /**
   * Whether data of the batcher was lost, which an operator should know. Data of other senders does
   * not count: anybody may write to the inbox.
   */
  default boolean isLoss() {
    return switch (this) {
      case InboxDataDropped dropped -> dropped.fault() != InboxFault.NOT_THE_BATCHER;
      case FrameDropped _, ChannelDropped _, ChannelCutShort _ -> true;
      case BatchDropped dropped -> dropped.verdict() != BatchVerdict.PAST;
      case EmptyBatchGenerated _, DepositsOnly _ -> true;
      case L1Advanced _,
          SystemConfigUpdateIgnored _,
          ChannelOpened _,
          ChannelRead _,
          BatchDecoded _,
          HoloceneActivated _ ->
          false;
    };
  }

  /** Derivation came to a new L1 block. */
  record L1Advanced(L1BlockRef origin) implements DerivationEvent {}

  /** A log of the system configuration's contract changed nothing. */
  record SystemConfigUpdateIgnored(BlockId l1Block, SystemConfigUpdates.Ignored update)
      implements DerivationEvent {}

  /** A transaction to the batch inbox, or a blob of one, is ignored. */
  record InboxDataDropped(BlockId l1Block, InboxFault fault) implements DerivationEvent {}

  /** Why data in the batch inbox is ignored. */
  enum InboxFault {
    /** The transaction's type cannot carry batches. */
    TRANSACTION_TYPE,
    /** The signature is not valid on L1. */
    SIGNATURE,
    /** It comes from another account than the batcher's. */
    NOT_THE_BATCHER,
    /** A blob does not follow the encoding. */
    BLOB_ENCODING,
    /** The data is not a sequence of frames. */
    FRAMES,
    /** The commitment to data outside of L1 is malformed, expired or too large. */
    ALT_DA
  }

  /** A frame is ignored. */
  record FrameDropped(ChannelId channel, int number, FrameFault fault) implements DerivationEvent {}

  /** A channel was opened by its first frame. */
  record ChannelOpened(ChannelId channel) implements DerivationEvent {}

  /** A channel was dropped before it was complete. */
  record ChannelDropped(ChannelId channel, ChannelFault fault) implements DerivationEvent {}

  /** A complete channel is being read. */
  record ChannelRead(ChannelId channel, int size) implements DerivationEvent {}

  /** Reading a channel stopped before its end; what came before counts. */
  record ChannelCutShort(ChannelFault fault) implements DerivationEvent {}

  /** A batch was read from a channel. */
  record BatchDecoded(boolean span, long timestampSeconds, int blocks) implements DerivationEvent {}

  /** A batch is not used. */
  record BatchDropped(boolean span, long timestampSeconds, BatchVerdict verdict)
      implements DerivationEvent {}

  /** The sequencing window expired: an empty batch was generated. */
  record EmptyBatchGenerated(BlockId epoch, long timestampSeconds) implements DerivationEvent {}

  /** A block turned out to be invalid and is replaced by its deposits alone. */
  record DepositsOnly(Hash parent, long timestampSeconds) implements DerivationEvent {}

  /** A fork changed the stages of the pipeline. */
  record HoloceneActivated(L1BlockRef origin) implements DerivationEvent {}
}
