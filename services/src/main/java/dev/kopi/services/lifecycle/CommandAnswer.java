package dev.kopi.services.lifecycle;

/** What became of a command to a service. */
public enum CommandAnswer {
  DONE("done"),
  ALREADY_RUNNING("is already running"),
  NOT_RUNNING("is not running"),
  /** It is still stopping: try again later. */
  STOPPING("is still stopping"),
  /** Too many commands wait: try again later. */
  BUSY("is busy: too many commands are waiting"),
  /** The service has ended. */
  ENDED("has ended"),
  /** No answer in time. What had not begun is withdrawn; what had begun goes on. */
  TIMED_OUT("did not answer in time");

  private final String text;

  CommandAnswer(String text) {
    this.text = text;
  }

  /** Words for an operator, to follow the name of the service. */
  public String text() {
    return text;
  }
}
