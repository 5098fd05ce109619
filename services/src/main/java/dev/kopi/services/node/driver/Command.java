package dev.kopi.services.node.driver;

import dev.kopi.core.primitives.Hash;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A command of an operator, with its answer. */
sealed interface Command {
  /** Completes when the command is done or refused. */
  CompletableFuture<?> done();

  /** Starts the sequencer on this head. */
  record StartSequencer(Hash head, CompletableFuture<@Nullable Void> done) implements Command {}

  /** Stops the sequencer; the answer is the unsafe head. */
  record StopSequencer(CompletableFuture<Hash> done) implements Command {}

  /** Switches recover mode. */
  record SetRecover(boolean on, CompletableFuture<@Nullable Void> done) implements Command {}

  /** Resets the derivation pipeline. */
  record Reset(CompletableFuture<@Nullable Void> done) implements Command {}
}
