package dev.kopi.core.dispute.model;

/**
 * What the anchor state registry says of a game.
 *
 * @param paused whether the superchain is paused
 * @param finalized whether the finality delay after the resolution is over; read from 1.4.0 on
 * @param proper whether the game is registered, respected and not blacklisted; read from 1.4.0 on
 */
public record RegistryView(boolean paused, boolean finalized, boolean proper) {
  /** Nothing stands in the way. */
  public static final RegistryView OPEN = new RegistryView(false, true, true);
}
