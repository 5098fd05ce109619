package dev.kopi.core.batcher;

/** Why a channel takes no more blocks. */
public enum FullReason {
  COMPRESSOR_FULL,
  TOO_MANY_RLP_BYTES,
  MAX_FRAME_NUMBER,
  MAX_DURATION,
  CHANNEL_TIMEOUT_NEAR,
  SEQUENCING_WINDOW_NEAR,
  USER_TRANSACTION,
  TERMINATED
}
