package dev.kopi.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The module graph and the purity of core. The Maven modules hold the first as well; this names the
 * offender.
 */
class ArchitectureTest {
  private static final String ROOT = "dev.kopi";

  /** JDK types that core may use, beside java.lang's values and java.util's collections. */
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

  /** What the compiler itself links records, lambdas and pattern switches to. */
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
   * Constants that name a character set or the neutral locale: no behaviour of the machine behind
   * them.
   */
  private static final Set<String> ALLOWED_CONSTANTS =
      Set.of("java.nio.charset.Charset", "java.nio.charset.StandardCharsets", "java.util.Locale");

  private static JavaClasses production = new ClassFileImporter().importClasses();

  @BeforeAll
  static void readClasses() {
    production =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
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
        .allowEmptyShould(true)
        .check(production);
  }

  @Test
  void servicesDoNotKnowApps() {
    noClasses()
        .that()
        .resideInAPackage("dev.kopi.services..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.kopi.apps..")
        .allowEmptyShould(true)
        .check(production);
  }

  @Test
  void servicesReachEachOtherOnlyThroughPorts() {
    // Libraries that services share: what sends transactions, and what executes blocks on all
    // cores.
    slices()
        .matching("dev.kopi.services.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(
            DescribedPredicate.alwaysTrue(),
            resideInAnyPackage("dev.kopi.services.txmgr..", "dev.kopi.services.execution.."))
        .allowEmptyShould(true)
        .check(production);
  }

  @Test
  void corePackagesHaveNoCycles() {
    slices().matching("dev.kopi.core.(*)..").should().beFreeOfCycles().check(production);
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
