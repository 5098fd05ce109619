package dev.kopi.adapters.rpc.dispatch;

/**
 * The memory that one bounded buffer holds.
 *
 * @param name of the buffer, in snake case
 * @param bytes what it holds now
 * @param bound the most that it may hold
 */
public record HeldBytes(String name, long bytes, long bound) {
  /** With a prefix before the name. */
  public HeldBytes prefixed(String prefix) {
    return new HeldBytes(prefix + name, bytes, bound);
  }
}
