package dev.kopi.services.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MailboxTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final RoleHealth health = new RoleHealth("test");

  @Test
  void answersFromItsThread() {
    try (Mailbox mailbox = new Mailbox("owner", 4, health)) {
      assertThat(mailbox.call(() -> Thread.currentThread().getName(), LONG)).isEqualTo("owner");
    }
  }

  @Test
  void failsForTheCallerAlone() {
    try (Mailbox mailbox = new Mailbox("owner", 4, health)) {
      assertThatThrownBy(() ->
              mailbox.call(
                  () -> {
                    throw new IllegalArgumentException("no");
                  },
                  LONG))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(mailbox.call(() -> 1, LONG)).isEqualTo(1);
      assertThat(health.isHealthy()).isTrue();
    }
  }

  @Test
  void refusesWhatWaitsWhenItCloses() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Mailbox mailbox = new Mailbox("owner", 4, health);
    mailbox.execute(() -> await(begun, release));
    begun.await();
    List<CompletableFuture<Integer>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(CompletableFuture.supplyAsync(() -> mailbox.call(() -> 1, LONG)));
    }
    TimeUnit.MILLISECONDS.sleep(50);
    Thread closer = Thread.ofPlatform().start(mailbox::close);
    for (CompletableFuture<Integer> one : waiting) {
      assertThatThrownBy(() -> one.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(MailboxException.class);
    }
    release.countDown();
    closer.join();
    assertThatThrownBy(() -> mailbox.call(() -> 1, LONG)).isInstanceOf(MailboxException.class);
    assertThat(mailbox.execute(() -> {})).isFalse();
  }

  @Test
  void refusesMoreThanItsCapacity() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (Mailbox mailbox = new Mailbox("owner", 1, health)) {
      mailbox.execute(() -> await(begun, release));
      begun.await();
      assertThat(mailbox.execute(() -> {})).isTrue();
      assertThat(mailbox.execute(() -> {})).isFalse();
      assertThatThrownBy(() -> mailbox.call(() -> 1, LONG))
          .isInstanceOfSatisfying(
              MailboxException.class,
              e -> assertThat(e.reason()).isEqualTo(MailboxException.Reason.FULL));
      release.countDown();
    }
  }

  @Test
  void withdrawsAQuestionWhoseDeadlinePassed() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean ran = new AtomicBoolean();
    try (Mailbox mailbox = new Mailbox("owner", 4, health)) {
      mailbox.execute(() -> await(begun, release));
      begun.await();
      assertThatThrownBy(() ->
              mailbox.call(
                  () -> {
                    ran.set(true);
                    return 1;
                  },
                  Duration.ofMillis(20)))
          .isInstanceOfSatisfying(
              MailboxException.class,
              e -> assertThat(e.reason()).isEqualTo(MailboxException.Reason.TIMED_OUT));
      release.countDown();
      mailbox.call(() -> 1, LONG);
      assertThat(ran).isFalse();
    }
  }

  @Test
  void neverWaitsForAnotherMailbox() {
    try (Mailbox one = new Mailbox("one", 4, health);
        Mailbox other = new Mailbox("other", 4, health)) {
      assertThatThrownBy(() -> one.call(() -> other.call(() -> 1, LONG), LONG))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("must not wait for other");
    }
  }

  @Test
  void endsTheRoleOnAnError() {
    Mailbox mailbox = new Mailbox("owner", 4, health);
    assertThatThrownBy(() ->
            mailbox.call(
                () -> {
                  throw new StackOverflowError();
                },
                LONG))
        .isInstanceOf(StackOverflowError.class);
    assertThat(health.whenEnded().join().thread()).isEqualTo("owner");
    assertThatThrownBy(() -> mailbox.call(() -> 1, LONG)).isInstanceOf(MailboxException.class);
  }

  private static void await(CountDownLatch begun, CountDownLatch release) {
    begun.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
