package dev.kopi.apps.proof;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The streams between host and program: file descriptors 3 to 6, of this process when it serves,
 * and of the program when this process starts it.
 */
public final class ProgramStreams {
  private ProgramStreams() {}

  /**
   * The descriptors that whoever started this process opened: 3 hints, 4 acknowledgements, 5 keys,
   * 6 pre-images.
   *
   * @throws IOException when one is not open
   */
  public static PreimageServer.Streams inherited() throws IOException {
    return new PreimageServer.Streams(
        new FileInputStream("/dev/fd/3"),
        new FileOutputStream("/dev/fd/4"),
        new FileInputStream("/dev/fd/5"),
        new FileOutputStream("/dev/fd/6"));
  }

  /**
   * Runs a program with descriptors 3 to 6 (acknowledgements, hints, pre-images, keys), and serves
   * it until it ends.
   *
   * @return its exit code
   */
  public static int run(List<String> command, PreimageServer server)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("kopi-program");
    try {
      List<String> pipes = new ArrayList<>();
      for (String name : List.of("acks", "hints", "values", "keys")) {
        Path pipe = folder.resolve(name);
        int made = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor();
        if (made != 0) {
          throw new IOException("mkfifo " + pipe + " failed");
        }
        pipes.add(pipe.toString());
      }
      List<String> shell = new ArrayList<>(List.of("sh", "-c"));
      shell.add("a=$1 b=$2 c=$3 d=$4; shift 4; exec \"$@\" 3<\"$a\" 4>\"$b\" 5<\"$c\" 6>\"$d\"");
      shell.add("kopi");
      shell.addAll(pipes);
      shell.addAll(command);
      Process process = new ProcessBuilder(shell).inheritIO().start();
      try {
        // The shell opens the pipes in the same order; each waits for the other side.
        try (FileOutputStream acks = new FileOutputStream(pipes.get(0));
            FileInputStream hints = new FileInputStream(pipes.get(1));
            FileOutputStream values = new FileOutputStream(pipes.get(2));
            FileInputStream keys = new FileInputStream(pipes.get(3))) {
          server.serve(new PreimageServer.Streams(hints, acks, keys, values));
        }
        return process.waitFor();
      } finally {
        process.destroyForcibly();
      }
    } finally {
      for (String name : List.of("acks", "hints", "values", "keys")) {
        Files.deleteIfExists(folder.resolve(name));
      }
      Files.deleteIfExists(folder);
    }
  }
}
