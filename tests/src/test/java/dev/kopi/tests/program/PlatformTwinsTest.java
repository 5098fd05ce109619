package dev.kopi.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.platform.ByteArrays;
import dev.kopi.core.platform.ModularPower;
import dev.kopi.core.platform.Utf8Text;
import dev.kopi.tests.testkit.Vectors;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.math.BigInteger;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program's twins of core.platform that are plain Java give what the JDK gives. The others call
 * the runtime in C; whatever runs inside the VM tests them. Each class has a twin with the same
 * methods.
 */
class PlatformTwinsTest {
  private static final String PACKAGE = "dev.kopi.core.platform.";
  private static final Path TWINS =
      Vectors.root().resolve("program/src/twins/java/dev/kopi/core/platform");

  @TempDir private static Path classes;
  private static ClassLoader twins = ClassLoader.getPlatformClassLoader();

  @BeforeAll
  static void compile() throws Exception {
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-d",
                classes.toString(),
                TWINS.resolve("ByteArrays.java").toString(),
                TWINS.resolve("ModularPower.java").toString(),
                TWINS.resolve("Utf8Text.java").toString());
    assertThat(failed).isZero();
    twins =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
  }

  @Test
  void everyClassHasATwin() throws Exception {
    assertThat(names(TWINS))
        .isEqualTo(names(Vectors.root().resolve("core/src/main/java/dev/kopi/core/platform")));
  }

  private static List<String> names(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> !name.equals("package-info.java"))
          .sorted()
          .toList();
    }
  }

  @Test
  void powersAreEqualForEvenAndOddModuli() throws Throwable {
    var twin =
        MethodHandles.publicLookup()
            .findStatic(
                twins.loadClass(PACKAGE + "ModularPower"),
                "of",
                MethodType.methodType(
                    BigInteger.class, BigInteger.class, BigInteger.class, BigInteger.class));
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      BigInteger base = new BigInteger(random.nextInt(200), random);
      BigInteger exponent = new BigInteger(random.nextInt(100), random);
      BigInteger modulus =
          new BigInteger(1 + random.nextInt(150), random)
              .add(BigInteger.ONE)
              .shiftLeft(random.nextInt(70));
      BigInteger result = (BigInteger) twin.invoke(base, exponent, modulus);
      assertThat(result).isEqualTo(ModularPower.of(base, exponent, modulus));
    }
  }

  @Test
  void ordersAreEqual() throws Throwable {
    var twin =
        MethodHandles.publicLookup()
            .findStatic(
                twins.loadClass(PACKAGE + "ByteArrays"),
                "compareUnsigned",
                MethodType.methodType(int.class, byte[].class, byte[].class));
    Random random = new Random(8);
    for (int i = 0; i < 2000; i++) {
      byte[] left = new byte[random.nextInt(4)];
      byte[] right = new byte[random.nextInt(4)];
      for (int j = 0; j < left.length; j++) {
        left[j] = (byte) (random.nextInt(3) * 127);
      }
      for (int j = 0; j < right.length; j++) {
        right[j] = (byte) (random.nextInt(3) * 127);
      }
      assertThat(Integer.signum((int) twin.invoke(left, right)))
          .isEqualTo(Integer.signum(ByteArrays.compareUnsigned(left, right)));
    }
  }

  @Test
  void textIsEqualAlsoWhereItIsMalformed() throws Throwable {
    var twin =
        MethodHandles.publicLookup()
            .findStatic(
                twins.loadClass(PACKAGE + "Utf8Text"),
                "decode",
                MethodType.methodType(String.class, byte[].class));
    int[] bytes = {
      0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1,
      0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff
    };
    Random random = new Random(9);
    for (int i = 0; i < 50_000; i++) {
      byte[] text = new byte[random.nextInt(7)];
      for (int j = 0; j < text.length; j++) {
        text[j] = (byte) bytes[random.nextInt(bytes.length)];
      }
      assertThat((String) twin.invoke(text)).isEqualTo(Utf8Text.decode(text));
    }
  }
}
