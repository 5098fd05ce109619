package dev.kopi.core.dispute.play;

import dev.kopi.core.dispute.solver.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done in a game now.
 *
 * @param tasks in the order in which they are best sent
 * @param stopped why not all claims were looked at; null when all were
 * @param nextSeconds when to look again although no claim is added; {@link Long#MAX_VALUE} for
 *     never
 */
public record Turn(List<Due> tasks, Decision.@Nullable Stop stopped, long nextSeconds) {
  /** Copies the list. */
  public Turn {
    tasks = List.copyOf(tasks);
  }

  /** The same with other tasks. */
  public Turn withTasks(List<Due> others) {
    return new Turn(others, stopped, nextSeconds);
  }

  /**
   * A task with its time.
   *
   * @param deadlineSeconds when it is too late; {@link Long#MAX_VALUE} for never
   */
  public record Due(GameTask task, long deadlineSeconds) {}
}
