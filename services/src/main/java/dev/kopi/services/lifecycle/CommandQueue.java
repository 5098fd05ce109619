package dev.kopi.services.lifecycle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue of commands to a piece of {@link Work}. Each command is answered: by the work,
 * or with a refusal. Any thread may send; the work takes.
 *
 * @param <C> what can be asked for
 */
public final class CommandQueue<C> {
  private final int capacity;
  private final Runnable wake;
  private final Deque<Command<C>> waiting = new ArrayDeque<>();
  private boolean closed;

  /** A command and where its answer goes. */
  public record Command<C>(C what, CompletableFuture<CommandAnswer> answer) {
    /** Answers. */
    public void answer(CommandAnswer given) {
      answer.complete(given);
    }
  }

  /**
   * An empty queue.
   *
   * @param wake is called after each command
   */
  public CommandQueue(int capacity, Runnable wake) {
    this.capacity = capacity;
    this.wake = wake;
  }

  /** Sends a command, without waiting. */
  public CompletableFuture<CommandAnswer> send(C what) {
    Command<C> command = new Command<>(what, new CompletableFuture<>());
    CommandAnswer refusal = add(command);
    if (refusal == null) {
      wake.run();
    } else {
      command.answer(refusal);
    }
    return command.answer();
  }

  private synchronized @Nullable CommandAnswer add(Command<C> command) {
    if (closed) {
      return CommandAnswer.ENDED;
    }
    waiting.removeIf(withdrawn -> withdrawn.answer().isDone());
    if (waiting.size() >= capacity) {
      return CommandAnswer.BUSY;
    }
    waiting.add(command);
    return null;
  }

  /** Sends a command and waits for the answer. */
  public CommandAnswer ask(C what, Duration deadline) {
    CompletableFuture<CommandAnswer> answer = send(what);
    try {
      return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.complete(CommandAnswer.TIMED_OUT);
      return answer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.complete(CommandAnswer.TIMED_OUT);
      return answer.join();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Takes the next command; null when there is none. Called by the work. */
  public synchronized @Nullable Command<C> poll() {
    Command<C> next = waiting.poll();
    while (next != null && next.answer().isDone()) {
      next = waiting.poll();
    }
    return next;
  }

  /** Whether no command waits. */
  public synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Refuses what waits and all that follow. */
  public void close() {
    Deque<Command<C>> refused;
    synchronized (this) {
      closed = true;
      refused = new ArrayDeque<>(waiting);
      waiting.clear();
    }
    refused.forEach(command -> command.answer(CommandAnswer.ENDED));
  }
}
