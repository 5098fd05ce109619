package dev.kopi.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The dependencies that are allowed between and within modules, and the purity of core. The Maven
 * module graph enforces the dependencies between modules as well.
 */
class ArchitectureTest {
  private static final String ROOT = "dev.kopi";

  /** The JDK packages that core may use. */
  private static final Set<String> ALLOWED_JDK_PACKAGES =
      Set.of(
          "java.lang",
          "java.lang.annotation",
          "java.math",
          "java.util",
          "java.util.function",
          "java.util.stream");

  /**
   * Types within the allowed packages that core must not touch: clocks, threads, randomness,
   * locales, reflection.
   */
  private static final Set<String> FORBIDDEN_TYPES =
      Set.of(
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.lang.ClassLoader",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.UUID",
          "java.util.Date",
          "java.util.Timer",
          "java.util.Formatter",
          "java.util.HexFormat",
          "java.util.Scanner",
          "java.util.ServiceLoader",
          "java.util.ResourceBundle");

  /** The types that the compiler refers to for records, lambdas and pattern switches. */
  private static final Set<String> COMPILER_SUPPORT =
      Set.of(
          "java.lang.runtime.ObjectMethods",
          "java.lang.runtime.SwitchBootstraps",
          "java.lang.invoke.LambdaMetafactory",
          "java.lang.invoke.StringConcatFactory",
          "java.lang.invoke.MethodHandles",
          "java.lang.invoke.MethodHandles$Lookup",
          "java.lang.invoke.SerializedLambda",
          "java.lang.invoke.MethodHandle",
          "java.lang.invoke.MethodType",
          "java.lang.invoke.CallSite",
          "java.lang.invoke.TypeDescriptor");

  /**
   * Types of which core uses constants only: a character set, and the neutral locale. They do not
   * depend on the machine.
   */
  private static final Set<String> ALLOWED_CONSTANTS =
      Set.of("java.nio.charset.Charset", "java.nio.charset.StandardCharsets", "java.util.Locale");

  /**
   * The adapters that an adapter may use besides itself: JSON values, the RPC client and server,
   * and the client of an execution node.
   */
  private static final Map<String, Set<String>> ADAPTERS_USED =
      Map.ofEntries(
          Map.entry("cannon", Set.of("json")),
          Map.entry("contracts", Set.of("ethclient", "json", "rpc")),
          Map.entry("ethclient", Set.of("json", "rpc")),
          Map.entry("files", Set.of("compression")),
          Map.entry("l1", Set.of("ethclient", "json", "rpc")),
          Map.entry("l2", Set.of("ethclient", "rpc")),
          Map.entry("p2p", Set.of("compression")),
          Map.entry("rollup", Set.of("ethclient", "json", "rpc")),
          Map.entry("rpc", Set.of("json")),
          Map.entry("telemetry", Set.of("rpc")),
          Map.entry("upgrades", Set.of("json")));

  private static JavaClasses production = new ClassFileImporter().importClasses();

  @BeforeAll
  static void readClasses() {
    production =
        new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .withImportOption(location -> !location.contains("-tests.jar!"))
            .importPackages(ROOT);
  }

  @Test
  void coreDependsOnCoreAlone() {
    noClasses()
        .that()
        .resideInAPackage("dev.kopi.core..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.kopi..").and(not(resideInAPackage("dev.kopi.core.."))))
        .check(production);
  }

  @Test
  void coreUsesOnlyTheJdkTypesThatRunInsideCannon() {
    noClasses()
        .that()
        .resideInAPackage("dev.kopi.core..")
        .and()
        .resideOutsideOfPackage("dev.kopi.core.platform")
        .should()
        .dependOnClassesThat(outsideTheAllowList())
        .check(production);
  }

  @Test
  void coreNeverReadsTheClockOrFormats() {
    noClasses()
        .that()
        .resideInAPackage("dev.kopi.core..")
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(String.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(String.class, "formatted", Object[].class)
        .check(production);
  }

  @Test
  void adaptersDependOnCoreAlone() {
    noClasses()
        .that()
        .resideInAPackage("dev.kopi.adapters..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.kopi.services..", "dev.kopi.apps..")
        .check(production);
  }

  @Test
  void adaptersUseOnlyTheListedAdapters() {
    SliceRule rule = slices().matching("dev.kopi.adapters.(*)..").should().notDependOnEachOther();
    for (Map.Entry<String, Set<String>> entry : ADAPTERS_USED.entrySet()) {
      String[] used =
          entry.getValue().stream()
              .map(adapter -> "dev.kopi.adapters." + adapter + "..")
              .toArray(String[]::new);
      rule =
          rule.ignoreDependency(
              resideInAPackage("dev.kopi.adapters." + entry.getKey() + ".."),
              resideInAnyPackage(used));
    }
    rule.check(production);
  }

  @Test
  void servicesDoNotKnowApps() {
    noClasses()
        .that()
        .resideInAPackage("dev.kopi.services..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.kopi.apps..")
        .check(production);
  }

  @Test
  void servicesReachEachOtherOnlyThroughPorts() {
    // Two libraries that services share: the transaction manager, and block execution on all cores.
    slices()
        .matching("dev.kopi.services.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            DescribedPredicate.alwaysTrue(),
            resideInAnyPackage(
                "dev.kopi.services.txmgr..",
                "dev.kopi.services.execution..",
                "dev.kopi.services.lifecycle.."))
        .check(production);
  }

  @ParameterizedTest
  @ValueSource(strings = {"core", "adapters", "services", "apps"})
  void packagesHaveNoCycles(String module) {
    slices().matching("dev.kopi." + module + ".(**)").should().beFreeOfCycles().check(production);
  }

  @Test
  void simpleNamesAreUnique() {
    Map<String, List<String>> bySimpleName =
        production.stream()
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getSimpleName,
                    TreeMap::new,
                    Collectors.mapping(JavaClass::getName, Collectors.toList())));
    bySimpleName.values().removeIf(names -> names.size() == 1);
    assertThat(bySimpleName).as("top-level classes of one simple name").isEmpty();
  }

  @Test
  void recordsHoldNoArrays() {
    classes().that().areRecords().should(new NoArrayComponents()).check(production);
  }

  private static DescribedPredicate<JavaClass> outsideTheAllowList() {
    return DescribedPredicate.describe(
        "are JDK or library types outside the allow-list",
        type -> {
          JavaClass base = type.getBaseComponentType();
          if (base.isPrimitive() || base.getPackageName().startsWith(ROOT)) {
            return false;
          }
          if (resideInAnyPackage("org.jspecify..", "com.google.errorprone.annotations..")
              .test(base)) {
            return false;
          }
          String name = base.getName();
          if (COMPILER_SUPPORT.contains(name) || ALLOWED_CONSTANTS.contains(name)) {
            return false;
          }
          return !ALLOWED_JDK_PACKAGES.contains(base.getPackageName())
              || FORBIDDEN_TYPES.contains(name);
        });
  }
}
