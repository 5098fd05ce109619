package dev.kopi.tests.program;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the compiled classes of core use: members of the JDK, and what the VM does not have. */
final class CoreCode {
  private static final Map<String, Set<String>> ITERATIONS =
      Map.of(
          "java.util.Map", Set.of("entrySet", "keySet", "values", "forEach"),
          "java.util.Set", Set.of("iterator", "stream", "forEach", "toArray"));

  private final Map<String, Set<String>> members = new TreeMap<>();
  private final Set<String> volatiles = new TreeSet<>();
  private final Set<String> locks = new TreeSet<>();
  private final Set<String> floats = new TreeSet<>();
  private final Set<String> iterations = new TreeSet<>();
  private int classes;

  /** Reads the classes below a folder whose names are taken. */
  static CoreCode read(Path folder, Predicate<String> taken) throws IOException {
    CoreCode code = new CoreCode();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        ClassModel model = ClassFile.of().parse(file);
        String name = model.thisClass().asInternalName().replace('/', '.');
        if (!name.endsWith("package-info") && taken.test(name)) {
          code.add(name, model);
        }
      }
    }
    return code;
  }

  /** How many classes were read. */
  int classes() {
    return classes;
  }

  /** Methods and fields of the JDK, with the classes that use them. */
  Map<String, Set<String>> members() {
    return members;
  }

  /** Classes with a volatile field. */
  Set<String> volatiles() {
    return volatiles;
  }

  /** Classes that synchronize. */
  Set<String> locks() {
    return locks;
  }

  /** Classes that compute with floating-point numbers. */
  Set<String> floats() {
    return floats;
  }

  /** Outer classes that go through maps or sets whose order their type does not tell. */
  Set<String> iterations() {
    return iterations;
  }

  private void add(String name, ClassModel model) {
    classes++;
    for (FieldModel field : model.fields()) {
      if (field.flags().has(AccessFlag.VOLATILE)) {
        volatiles.add(name);
      }
    }
    for (MethodModel method : model.methods()) {
      if (method.flags().has(AccessFlag.SYNCHRONIZED)) {
        locks.add(name);
      }
      method
          .code()
          .ifPresent(code -> {
            for (CodeElement element : code) {
              if (element instanceof Instruction instruction) {
                add(name, instruction);
              }
            }
          });
    }
  }

  private void add(String name, Instruction instruction) {
    switch (instruction) {
      case InvokeInstruction call -> {
        String owner = call.owner().asInternalName().replace('/', '.');
        String method = call.name().stringValue();
        member(name, owner, method + call.type().stringValue());
        iteration(name, owner, method);
      }
      case FieldInstruction field ->
          member(
              name,
              field.owner().asInternalName().replace('/', '.'),
              field.name().stringValue() + ":" + field.type().stringValue());
      case InvokeDynamicInstruction lambda -> {
        for (Object argument : lambda.bootstrapArgs()) {
          if (argument instanceof DirectMethodHandleDesc handle) {
            String owner = handle.owner().descriptorString();
            owner = owner.substring(1, owner.length() - 1).replace('/', '.');
            member(name, owner, handle.methodName() + handle.lookupDescriptor());
            iteration(name, owner, handle.methodName());
          }
        }
      }
      case MonitorInstruction lock -> locks.add(name);
      case OperatorInstruction operator when isFloating(operator.typeKind()) -> floats.add(name);
      case ConvertInstruction convert
          when isFloating(convert.fromType()) || isFloating(convert.toType()) ->
          floats.add(name);
      case ConstantInstruction constant when isFloating(constant.typeKind()) -> floats.add(name);
      default -> {}
    }
  }

  private static boolean isFloating(TypeKind kind) {
    return kind == TypeKind.FLOAT || kind == TypeKind.DOUBLE;
  }

  private void member(String name, String owner, String member) {
    if (!owner.startsWith("dev.kopi.") && !owner.startsWith("[")) {
      members.computeIfAbsent(owner + "." + member, key -> new HashSet<>()).add(name);
    }
  }

  private void iteration(String name, String owner, String method) {
    if (ITERATIONS.getOrDefault(owner, Set.of()).contains(method)) {
      iterations.add(List.of(name.split("\\$")).getFirst());
    }
  }
}
