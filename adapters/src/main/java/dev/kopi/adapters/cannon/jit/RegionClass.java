package dev.kopi.adapters.cannon.jit;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.kopi.core.cannon.code.BlockRun;
import dev.kopi.core.cannon.code.CompiledBlock;
import dev.kopi.core.cannon.code.HotRegion;
import dev.kopi.core.cannon.memory.PagedMemory;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a hidden JVM class with one method out of a region. */
final class RegionClass {
  private static final ClassDesc CLASS = ClassDesc.of("dev.kopi.adapters.cannon.jit.Guest");
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          CD_long,
          CD_long.arrayType(),
          PagedMemory.class.describeConstable().orElseThrow(),
          BlockRun.class.describeConstable().orElseThrow(),
          CD_long);

  /** HotSpot does not compile methods of more bytes. */
  private static final int MOST_CODE = 7900;

  private RegionClass() {}

  /**
   * Compiles a region, or the first half of its blocks when it is too large.
   *
   * @return null when the region cannot be compiled
   */
  static @Nullable CompiledBlock compile(HotRegion region) {
    List<HotRegion.Block> blocks = region.blocks();
    while (!blocks.isEmpty()) {
      byte[] bytes = build(new HotRegion(region.entry(), region.wide(), 0, blocks));
      if (codeSize(bytes) <= MOST_CODE) {
        return define(bytes);
      }
      blocks = blocks.subList(0, blocks.size() / 2);
    }
    return null;
  }

  private static byte[] build(HotRegion region) {
    return ClassFile.of()
        .build(
            CLASS,
            builder -> {
              builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_PUBLIC);
              builder.withInterfaceSymbols(CompiledBlock.class.describeConstable().orElseThrow());
              constructor(builder);
              builder.withMethodBody(
                  "run", RUN, ClassFile.ACC_PUBLIC, code -> new RegionWriter(region, code).write());
            });
  }

  private static void constructor(ClassBuilder builder) {
    builder.withMethodBody(
        ConstantDescs.INIT_NAME,
        ConstantDescs.MTD_void,
        ClassFile.ACC_PUBLIC,
        code ->
            code.aload(0)
                .invokespecial(CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .return_());
  }

  private static int codeSize(byte[] bytes) {
    return ClassFile.of().parse(bytes).methods().stream()
        .mapToInt(method ->
            method.code().orElse(null) instanceof CodeAttribute code ? code.codeLength() : 0)
        .max()
        .orElse(0);
  }

  private static CompiledBlock define(byte[] bytes) {
    try {
      Class<?> type = MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
      return (CompiledBlock) type.getConstructor().newInstance();
    } catch (IllegalAccessException
        | NoSuchMethodException
        | InstantiationException
        | InvocationTargetException e) {
      throw new IllegalStateException("cannot define a compiled class", e);
    }
  }
}
