package dev.kopi.services.node.driver;

import dev.kopi.services.node.sequencer.SequencerConfig;

/**
 * How a node runs.
 *
 * @param sequencer how it sequences
 * @param finalityLookback how many L1 blocks finality is remembered for
 * @param finalityDelay how many L1 blocks are derived between two checks of finality
 * @param unsafePayloadBytes the limit on queued unsafe payloads, in bytes
 */
public record NodeConfig(
    SequencerConfig sequencer, int finalityLookback, int finalityDelay, long unsafePayloadBytes) {
  /** The same with another sequencer. */
  public NodeConfig withSequencer(SequencerConfig other) {
    return new NodeConfig(other, finalityLookback, finalityDelay, unsafePayloadBytes);
  }
}
