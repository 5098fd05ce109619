package dev.kopi.apps.cli.compat;

import java.util.Set;

/**
 * An option of a Go service.
 *
 * @param name its name, with dashes
 * @param isFlag whether it is a flag, which may be given as {@code --flag} or {@code --flag=false}
 * @param effect how Kopi takes it
 * @param accepted the values that are accepted; others are refused. Empty for all values
 * @param reason why it has no effect or is refused, or what it does, as the end of a sentence
 */
public record ReferenceFlag(
    String name, boolean isFlag, Effect effect, Set<String> accepted, String reason) {
  /** How an option is taken. */
  public enum Effect {
    /** It does what it does in the Go service. */
    HONOURED,
    /** It is accepted with a warning, since it changes nothing here. */
    IGNORED,
    /** The command does not start. */
    REFUSED
  }

  /** Copies the set. */
  public ReferenceFlag {
    accepted = Set.copyOf(accepted);
  }

  static ReferenceFlag honoured(String name, String what) {
    return new ReferenceFlag(name, false, Effect.HONOURED, Set.of(), what);
  }

  static ReferenceFlag ignoredValue(String name, String reason, String... accepted) {
    return new ReferenceFlag(name, false, Effect.IGNORED, Set.of(accepted), reason);
  }

  static ReferenceFlag ignoredFlag(String name, String reason, String... accepted) {
    return new ReferenceFlag(name, true, Effect.IGNORED, Set.of(accepted), reason);
  }

  static ReferenceFlag refusedValue(String name, String reason) {
    return new ReferenceFlag(name, false, Effect.REFUSED, Set.of(), reason);
  }

  static ReferenceFlag refusedFlag(String name, String reason) {
    // The feature is off here, so switching it off changes nothing.
    return new ReferenceFlag(name, true, Effect.REFUSED, Set.of("false"), reason);
  }

  /** Whether the command starts with this value. */
  boolean accepts(String value) {
    return switch (effect) {
      case HONOURED -> true;
      case IGNORED -> accepted.isEmpty() || accepted.contains(value);
      case REFUSED -> accepted.contains(value);
    };
  }
}
