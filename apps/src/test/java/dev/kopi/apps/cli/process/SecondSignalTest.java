package dev.kopi.apps.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
class SecondSignalTest {
  /** A process that takes long to end. */
  static final class Slow {
    public static void main(String[] args) throws InterruptedException {
      Thread hook =
          new Thread(() -> {
            SecondSignal.ends();
            System.out.println("ending");
            sleep();
          });
      Runtime.getRuntime().addShutdownHook(hook);
      System.out.println("running");
      sleep();
    }

    private static void sleep() {
      try {
        TimeUnit.MINUTES.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void aSecondSignalEndsTheProcessAtOnce() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                String.join(
                    File.pathSeparator,
                    location(SecondSignal.class),
                    location(SecondSignalTest.class),
                    location(LoggerFactory.class)),
                Slow.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      await(out, "running");
      process.toHandle().destroy();
      await(out, "ending");
      process.toHandle().destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("ended by SIGTERM").isEqualTo(128 + 15);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void await(BufferedReader out, String line) throws Exception {
    String next = out.readLine();
    while (next != null && !next.equals(line)) {
      next = out.readLine();
    }
    assertThat(next).isEqualTo(line);
  }

  private static String location(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
