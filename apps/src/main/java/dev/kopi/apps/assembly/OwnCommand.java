package dev.kopi.apps.assembly;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Command lines that run Kopi once more, in a process of its own with a bound of its own. */
public final class OwnCommand {
  private static final String MAIN_CLASS = "dev.kopi.apps.cli.Kopi";

  private OwnCommand() {}

  /**
   * The command line of a Kopi on the classes of this one.
   *
   * @param heapMib the most that its heap may take, in MiB
   * @param arguments a command and its options
   */
  public static List<String> of(int heapMib, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xms64m",
            "-Xmx" + heapMib + "m",
            "-XX:MaxNewSize=24m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            // The quick compiler alone: the guest's code is as fast, and starts are short.
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED"));
    keep(command, "java.library.path");
    keep(command, "kopi.home");
    command.addAll(List.of("-cp", classPath(), MAIN_CLASS));
    command.addAll(List.of(arguments));
    return command;
  }

  private static void keep(List<String> command, String property) {
    String value = System.getProperty(property);
    if (value != null && !value.isEmpty()) {
      command.add("-D" + property + "=" + value);
    }
  }

  private static String classPath() {
    @Nullable String underTest = System.getProperty("surefire.test.class.path");
    return underTest == null ? System.getProperty("java.class.path") : underTest;
  }
}
