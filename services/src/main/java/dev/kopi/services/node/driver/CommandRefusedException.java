package dev.kopi.services.node.driver;

/** A node did not do what an operator asked for. The message says why, for the operator. */
public final class CommandRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CommandRefusedException(String message) {
    super(message);
  }

  static CommandRefusedException busy() {
    return new CommandRefusedException("the node is busy: too many requests are waiting");
  }

  static CommandRefusedException stopping() {
    return new CommandRefusedException("the node is stopping");
  }
}
