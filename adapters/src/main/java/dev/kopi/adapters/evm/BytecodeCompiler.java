package dev.kopi.adapters.evm;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.kopi.core.evm.AnalysedCode;
import dev.kopi.core.evm.CompiledCode;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compiles analysed EVM code into a hidden JVM class. Segments are grouped into methods of a size
 * that HotSpot compiles well; {@code run} calls them in turn. The class is unloaded with the code.
 */
public final class BytecodeCompiler {
  private static final ClassDesc CLASS = ClassDesc.of("dev.kopi.adapters.evm.Compiled");
  private static final ClassDesc INTERFACE = CompiledCode.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(CD_int, SegmentWriter.EVM_TYPE, SegmentWriter.FRAME_TYPE);
  private static final ClassDesc INTS = CD_int.arrayType();

  /** HotSpot does not compile methods of more bytes. */
  private static final int MOST_CODE = 7900;

  private static final int WANTED_WEIGHT = 4500;

  /** More segments than any method that matters has. */
  private static final int MOST_SEGMENTS = 60_000;

  private BytecodeCompiler() {}

  /**
   * Compiles.
   *
   * @return null when the code cannot be compiled
   */
  public static @Nullable CompiledCode compile(AnalysedCode analysed) {
    List<Segment> segments = Segment.of(analysed);
    if (segments.isEmpty() || segments.size() > MOST_SEGMENTS) {
      return null;
    }
    int[] segmentAt = new int[analysed.instructions().length];
    Arrays.fill(segmentAt, -1);
    for (Segment segment : segments) {
      if (segment.header() >= 0) {
        segmentAt[segment.header()] = segment.number();
      }
    }
    for (int weight = WANTED_WEIGHT; weight >= WANTED_WEIGHT / 8; weight /= 2) {
      byte[] bytes;
      try {
        bytes = build(analysed, segmentAt, group(segments, weight));
      } catch (IllegalArgumentException e) {
        continue; // a method beyond what a class file can hold
      }
      if (largestMethod(bytes) <= MOST_CODE) {
        return define(bytes, segmentAt);
      }
    }
    return null;
  }

  private static List<List<Segment>> group(List<Segment> segments, int mostWeight) {
    List<List<Segment>> groups = new ArrayList<>();
    List<Segment> group = new ArrayList<>();
    int weight = 0;
    for (Segment segment : segments) {
      if (!group.isEmpty() && weight + segment.weight() > mostWeight) {
        groups.add(group);
        group = new ArrayList<>();
        weight = 0;
      }
      group.add(segment);
      weight += segment.weight();
    }
    groups.add(group);
    return groups;
  }

  private static int largestMethod(byte[] bytes) {
    int largest = 0;
    for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
      if (method.code().orElse(null) instanceof CodeAttribute code) {
        largest = Math.max(largest, code.codeLength());
      }
    }
    return largest;
  }

  private static byte[] build(AnalysedCode analysed, int[] segmentAt, List<List<Segment>> groups) {
    return ClassFile.of()
        .build(
            CLASS,
            builder -> {
              builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_PUBLIC);
              builder.withInterfaceSymbols(INTERFACE);
              builder.withField("blocks", INTS, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL);
              constructor(builder);
              builder.withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, code -> run(code, groups));
              for (int i = 0; i < groups.size(); i++) {
                List<Segment> group = groups.get(i);
                builder.withMethodBody(
                    "m" + i,
                    MethodWriter.TYPE,
                    ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC,
                    code -> new MethodWriter(analysed, segmentAt, group, code).write());
              }
            });
  }

  private static void constructor(ClassBuilder builder) {
    builder.withMethodBody(
        ConstantDescs.INIT_NAME,
        MethodTypeDesc.of(CD_void, INTS),
        ClassFile.ACC_PUBLIC,
        code ->
            code.aload(0)
                .invokespecial(CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .aload(0)
                .aload(1)
                .putfield(CLASS, "blocks", INTS)
                .return_());
  }

  /** Calls the method of the segment that is next until the run ends. */
  private static void run(CodeBuilder code, List<List<Segment>> groups) {
    int evm = 1;
    int frame = 2;
    int words = 3;
    int blocks = 4;
    int segment = 5;
    Label again = code.newLabel();
    Label ended = code.newLabel();
    code.aload(evm).aload(frame);
    code.invokestatic(
        LimbWriter.OPERATIONS,
        "words",
        MethodTypeDesc.of(LimbWriter.LONGS, SegmentWriter.EVM_TYPE, SegmentWriter.FRAME_TYPE));
    code.astore(words);
    code.aload(0).getfield(CLASS, "blocks", INTS).astore(blocks);
    code.aload(blocks).aload(frame);
    code.invokestatic(
        LimbWriter.OPERATIONS, "position", MethodTypeDesc.of(CD_int, SegmentWriter.FRAME_TYPE));
    code.iaload().istore(segment);
    code.labelBinding(again);
    code.iload(segment).iflt(ended);
    code.aload(evm);
    code.invokestatic(
        LimbWriter.OPERATIONS,
        "checkCancelled",
        MethodTypeDesc.of(CD_void, SegmentWriter.EVM_TYPE));
    choose(code, groups, 0, groups.size(), segment, again);
    code.labelBinding(ended);
    code.iload(segment).iconst_m1().ixor().ireturn();
  }

  /** Finds the method by binary search. */
  private static void choose(
      CodeBuilder code, List<List<Segment>> groups, int from, int to, int segment, Label again) {
    if (to - from > 1) {
      int middle = (from + to) >>> 1;
      Label upper = code.newLabel();
      code.iload(segment).loadConstant(groups.get(middle).getFirst().number());
      code.if_icmpge(upper);
      choose(code, groups, from, middle, segment, again);
      code.labelBinding(upper);
      choose(code, groups, middle, to, segment, again);
      return;
    }
    code.aload(1).aload(2).aload(3).aload(4).iload(segment);
    code.aload(2);
    code.invokestatic(
        LimbWriter.OPERATIONS, "top", MethodTypeDesc.of(CD_int, SegmentWriter.FRAME_TYPE));
    code.aload(2);
    code.invokestatic(
        LimbWriter.OPERATIONS,
        "gas",
        MethodTypeDesc.of(ConstantDescs.CD_long, SegmentWriter.FRAME_TYPE));
    code.invokestatic(CLASS, "m" + from, MethodWriter.TYPE);
    code.istore(segment).goto_(again);
  }

  private static CompiledCode define(byte[] bytes, int[] segmentAt) {
    try {
      Class<?> type = MethodHandles.lookup().defineHiddenClass(bytes, true).lookupClass();
      return (CompiledCode) type.getConstructor(int[].class).newInstance((Object) segmentAt);
    } catch (IllegalAccessException
        | NoSuchMethodException
        | InstantiationException
        | InvocationTargetException e) {
      throw new IllegalStateException("cannot define a compiled class", e);
    }
  }
}
