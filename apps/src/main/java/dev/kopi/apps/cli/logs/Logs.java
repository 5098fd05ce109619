package dev.kopi.apps.cli.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The log of the process, on stderr: stdout is for output that scripts read. */
public final class Logs {
  private Logs() {}

  /** The levels by the reference's names. */
  public static @Nullable Level level(String name) {
    return switch (name) {
      case "trace" -> Level.TRACE;
      case "debug" -> Level.DEBUG;
      case "info" -> Level.INFO;
      case "warn" -> Level.WARN;
      case "error", "eror", "crit" -> Level.ERROR;
      default -> null;
    };
  }

  /** Sets the level by go-ethereum's number: from 0, only the worst, to 5, everything. */
  public static void use(int verbosity) {
    use(
        switch (verbosity) {
          case 0, 1 -> Level.ERROR;
          case 2 -> Level.WARN;
          case 3 -> Level.INFO;
          case 4 -> Level.DEBUG;
          default -> Level.TRACE;
        });
  }

  /** Sets the level. */
  public static void use(Level level) {
    root().setLevel(level);
  }

  /** Sets the format. */
  public static void use(LogLayout.Form form, boolean pid) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    LogLayout layout = new LogLayout(form, pid ? ProcessHandle.current().pid() : -1);
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    root().detachAndStopAllAppenders();
    root().addAppender(appender);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
