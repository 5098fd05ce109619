package dev.kopi.services.lifecycle;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One named platform thread that owns some state, and the bounded queue of what others ask of it.
 *
 * <p>A request that fails with an exception fails for who asked. An {@link Error} ends the role,
 * since the state may be torn. No mailbox may wait for another one: its thread must never call
 * {@link #call}.
 */
public final class Mailbox implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
  private static final ThreadLocal<@Nullable Mailbox> OWNER = new ThreadLocal<>();
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);
  private static final Request END = () -> {};

  private final String name;
  private final RoleHealth health;
  private final BlockingQueue<Request> queue;
  private final Thread thread;
  private final Object closing = new Object();
  private boolean closed;

  private interface Request {
    void run();

    /** The mailbox is closed before this request was begun. */
    default void refuse() {}
  }

  /** A mailbox whose thread runs; at most {@code capacity} requests wait. */
  public Mailbox(String name, int capacity, RoleHealth health) {
    this.name = name;
    this.health = health;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.thread = Thread.ofPlatform().name(name).daemon(true).start(this::loop);
  }

  private void loop() {
    OWNER.set(this);
    try {
      for (Request next = queue.take(); next != END; next = queue.take()) {
        next.run();
      }
    } catch (Throwable e) {
      health.end(name, e);
    } finally {
      refuseAll();
    }
  }

  private void refuseAll() {
    synchronized (closing) {
      closed = true;
      for (Request waiting = queue.poll(); waiting != null; waiting = queue.poll()) {
        waiting.refuse();
      }
    }
  }

  private void add(Request request) {
    synchronized (closing) {
      if (closed) {
        throw new MailboxException(name, MailboxException.Reason.CLOSED);
      }
      if (!queue.offer(request)) {
        throw new MailboxException(name, MailboxException.Reason.FULL);
      }
    }
  }

  /**
   * Does something on the thread and waits for the answer.
   *
   * @throws MailboxException when there is no answer
   */
  public <T> T call(Supplier<T> question, Duration deadline) {
    if (OWNER.get() != null) {
      throw new IllegalStateException("a mailbox must not wait for " + name);
    }
    Question<T> request = new Question<>(question);
    add(request);
    try {
      return request.answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      request.withdraw();
      throw new MailboxException(name, MailboxException.Reason.TIMED_OUT);
    } catch (InterruptedException e) {
      request.withdraw();
      Thread.currentThread().interrupt();
      throw new MailboxException(name, MailboxException.Reason.CLOSED);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /**
   * Does something on the thread, some time.
   *
   * @return false when it is not going to happen: the mailbox is full or closed
   */
  public boolean execute(Runnable task) {
    try {
      add(new Order(task));
      return true;
    } catch (MailboxException e) {
      return false;
    }
  }

  /**
   * Ends after what has begun, waiting ten seconds for it. What waits is refused. What has begun is
   * not interrupted: an interrupt would close the files that it writes.
   */
  @Override
  public void close() {
    synchronized (closing) {
      refuseAll();
      queue.add(END);
    }
    if (thread == Thread.currentThread()) {
      return;
    }
    try {
      if (!thread.join(CLOSE_DEADLINE)) {
        LOG.warn("{} did not end within {} s", name, CLOSE_DEADLINE.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Question<T> implements Request {
    private final Supplier<T> question;
    private final AtomicBoolean begunOrWithdrawn = new AtomicBoolean();
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    Question(Supplier<T> question) {
      this.question = question;
    }

    void withdraw() {
      begunOrWithdrawn.set(true);
    }

    @Override
    public void run() {
      if (!begunOrWithdrawn.compareAndSet(false, true)) {
        return;
      }
      try {
        answer.complete(question.get());
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      } catch (Throwable e) {
        answer.completeExceptionally(e);
        throw e;
      }
    }

    @Override
    public void refuse() {
      answer.completeExceptionally(new MailboxException(name, MailboxException.Reason.CLOSED));
    }
  }

  private final class Order implements Request {
    private final Runnable task;

    Order(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      try {
        task.run();
      } catch (RuntimeException e) {
        LOG.error("a task of {} failed", name, e);
      }
    }
  }
}
