package dev.kopi.tests.program;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The class library of TeaVM, which has java.util.List as org.teavm.classlib.java.util.TList, with
 * such names in the types of methods, too.
 */
final class TranslatorLibrary implements AutoCloseable {
  private static final String PREFIX = "org/teavm/classlib/";
  private static final Pattern TYPE = Pattern.compile(PREFIX + "(java/[\\w/]+/)T(\\w+)");

  private final ZipFile jar;

  /** Opens its jar. */
  TranslatorLibrary(Path jar) throws IOException {
    this.jar = new ZipFile(jar.toFile());
  }

  /** Whether a class, or what it inherits from, has a member: class.name and its type. */
  boolean has(String member) throws IOException {
    int typeAt = member.indexOf('(') >= 0 ? member.indexOf('(') : member.indexOf(':');
    int nameAt = member.lastIndexOf('.', typeAt);
    String owner = member.substring(0, nameAt).replace('.', '/');
    Set<String> members = members(owner, new HashSet<>());
    String name = member.substring(nameAt + 1, typeAt);
    String type = member.substring(typeAt);
    // A method of Object or Throwable that the library may not declare itself ends in 0 there.
    return members.contains(name + type) || members.contains(name + "0" + type);
  }

  private Set<String> members(String owner, Set<String> seen) throws IOException {
    Set<String> members = new HashSet<>();
    ZipEntry entry = entry(owner);
    if (entry == null || !seen.add(owner)) {
      return members;
    }
    ClassModel model = ClassFile.of().parse(jar.getInputStream(entry).readAllBytes());
    model
        .methods()
        .forEach(method ->
            members.add(
                normal(method.methodName().stringValue() + method.methodType().stringValue())));
    model
        .fields()
        .forEach(field ->
            members.add(
                normal(field.fieldName().stringValue() + ":" + field.fieldType().stringValue())));
    if (model.superclass().isPresent()) {
      members.addAll(members(normal(model.superclass().get().asInternalName()), seen));
    }
    for (var parent : model.interfaces()) {
      members.addAll(members(normal(parent.asInternalName()), seen));
    }
    return members;
  }

  private @Nullable ZipEntry entry(String owner) {
    int at = owner.lastIndexOf('/') + 1;
    String twin = PREFIX + owner.substring(0, at) + "T" + owner.substring(at);
    ZipEntry entry = jar.getEntry(twin + ".class");
    return entry == null ? jar.getEntry(twin.replace("$", "$T") + ".class") : entry;
  }

  /** A member or a type as the JDK names it. */
  private static String normal(String member) {
    return TYPE.matcher(member).replaceAll("$1$2").replace("$T", "$");
  }

  @Override
  public void close() throws IOException {
    jar.close();
  }
}
