package dev.kopi.services.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.services.lifecycle.CommandQueue.Command;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CommandQueueTest {
  private final AtomicInteger wakeUps = new AtomicInteger();
  private final CommandQueue<String> queue = new CommandQueue<>(2, wakeUps::incrementAndGet);

  private Command<String> next() {
    return Objects.requireNonNull(queue.poll());
  }

  @Test
  void wakesTheWorkWhichAnswersInOrder() {
    CompletableFuture<CommandAnswer> first = queue.send("first");
    CompletableFuture<CommandAnswer> second = queue.send("second");
    assertThat(wakeUps.get()).isEqualTo(2);
    assertThat(next().what()).isEqualTo("first");
    next().answer(CommandAnswer.NOT_RUNNING);
    assertThat(first).isNotDone();
    assertThat(second).isCompletedWithValue(CommandAnswer.NOT_RUNNING);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void refusesWhatIsTooMuch() {
    queue.send("first");
    queue.send("second");
    assertThat(queue.send("third")).isCompletedWithValue(CommandAnswer.BUSY);
    next();
    assertThat(queue.send("third")).isNotDone();
  }

  @Test
  void withdrawsACommandThatIsNotAnsweredInTime() {
    assertThat(queue.ask("late", Duration.ofMillis(20))).isEqualTo(CommandAnswer.TIMED_OUT);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void whatWasWithdrawnTakesNoRoom() {
    queue.ask("late", Duration.ofMillis(1));
    queue.ask("late", Duration.ofMillis(1));
    assertThat(queue.send("next")).isNotDone();
    assertThat(next().what()).isEqualTo("next");
  }

  @Test
  void givesTheAnswerToWhoAsks() {
    CompletableFuture<Void> work =
        CompletableFuture.runAsync(() -> {
          Command<String> command = queue.poll();
          while (command == null) {
            Thread.onSpinWait();
            command = queue.poll();
          }
          command.answer(CommandAnswer.DONE);
        });
    assertThat(queue.ask("flush", Duration.ofSeconds(20))).isEqualTo(CommandAnswer.DONE);
    work.join();
  }

  @Test
  void refusesEverythingOnceItIsClosed() {
    CompletableFuture<CommandAnswer> waiting = queue.send("waiting");
    queue.close();
    assertThat(waiting).isCompletedWithValue(CommandAnswer.ENDED);
    assertThat(queue.ask("more", Duration.ofSeconds(20))).isEqualTo(CommandAnswer.ENDED);
    assertThat(queue.poll()).isNull();
  }
}
