package dev.kopi.apps.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Changes the C code that TeaVM generates into what the program's runtime can run: no garbage
 * collector, no shadow stack but where exceptions are caught, no floats. Every change names the
 * text that it expects and fails when that is not there, so that another version of TeaVM cannot
 * pass unnoticed.
 */
final class GeneratedCode {
  /** Files of TeaVM's runtime that the program does without. */
  private static final Set<String> DROPPED =
      Set.of(
          "date.c",
          "fiber.c",
          "file.c",
          "heapdump.c",
          "heaptrace.c",
          "log.c",
          "memory.c",
          "proxy.c",
          "references.c",
          "reflection.c",
          "reflection_signatures.c",
          "resource.c",
          "stringhash.c",
          "string.c",
          "time.c",
          "virtcall.c");

  private static final Pattern FUNCTION = Pattern.compile("^[a-zA-Z].*\\) \\{$");
  private static final Pattern ROOT = Pattern.compile("TEAVM_GC_ROOT\\([^,]+, (.*)\\);$");
  private static final Pattern PLAIN_VALUE = Pattern.compile("\\w+");

  private static final Pattern LOAD_FACTOR =
      Pattern.compile(
          "\\(\\(int32_t\\) \\(\\(\\(float\\) (TEAVM_ARRAY_LENGTH\\(.*\\))\\)"
              + " \\* (?:TEAVM_FIELD\\(\\w+, cls_ju_HashMap, fld_loadFactor\\)|0x1\\.8p-1f)\\)\\)");

  private final Path folder;

  private GeneratedCode(Path folder) {
    this.folder = folder;
  }

  /** Changes the generated code in a folder, in place. */
  static void patch(Path folder, String mainClass) throws IOException {
    new GeneratedCode(folder).patch(mainClass);
  }

  private void patch(String mainClass) throws IOException {
    unit();
    headers();
    objects();
    start(mainClass);
    floats();
    exceptions();
    for (Path file : sources()) {
      frames(file);
    }
  }

  /** One compilation unit of all files that are needed. */
  private void unit() throws IOException {
    List<String> lines = new ArrayList<>();
    int dropped = 0;
    for (String line : Files.readAllLines(folder.resolve("all.c"))) {
      Matcher include = Pattern.compile("#include \"(.*)\"").matcher(line);
      if (include.matches() && DROPPED.contains(include.group(1))) {
        dropped++;
      } else {
        lines.add(line);
      }
    }
    if (dropped != DROPPED.size()) {
      throw new IllegalStateException("all.c lacks files that were expected");
    }
    Files.write(folder.resolve("all.c"), lines);
  }

  private void headers() throws IOException {
    // A class is known by its address, which has 31 bits: no table, no shift.
    replace(
        "core.h",
        "#define TEAVM_PACK_CLASS\\(cls\\) .*",
        "#define TEAVM_PACK_CLASS(cls) ((int32_t) (intptr_t) (cls))");
    replace(
        "core.h",
        "#define TEAVM_UNPACK_CLASS\\(cls\\) .*",
        "#define TEAVM_UNPACK_CLASS(cls) ((TeaVM_Class*) (intptr_t) (cls))");
    // Objects lie at multiples of eight, so that an array's elements are at a constant distance.
    replace(
        "core.h",
        "#define TEAVM_ARRAY_DATA\\(array, type\\) .*",
        "#define TEAVM_ARRAY_DATA(array, type) ((type*) ((char*) (array) + ((sizeof(TeaVM_Array) + sizeof(type) - 1) & -sizeof(type))))");
    replace("core.h", "#include \"core_defs.h\"", "#include \"core_defs.h\"\n#include <kopi.h>");
    // No collector: no barriers, no roots.
    replace(
        "core.h",
        "inline static void teavm_gc_writeBarrier\\(void\\* object\\) \\{[^}]*\\}",
        "#define teavm_gc_writeBarrier(object) ((void) 0)");
    replace(
        "memory.h",
        "extern void teavm_registerStaticGcRoots\\(void\\*\\*\\*, int\\);",
        "#define teavm_registerStaticGcRoots(roots, count) ((void) (roots))");
    replace(
        "memory.h",
        "extern void teavm_initStaticGcRoots\\(\\);",
        "#define teavm_initStaticGcRoots() ((void) 0)");
    // One comparison for both bounds.
    replace(
        "exceptions.h",
        "index < 0 \\|\\| index >= TEAVM_ARRAY_LENGTH\\(array\\)",
        "(uint32_t) index >= (uint32_t) TEAVM_ARRAY_LENGTH(array)");
    replace(
        "stack.h",
        "#define TEAVM_ALLOC_STACK\\(sz\\) \\\\\\R(.*\\\\\\R)*.*\\R",
        "#define TEAVM_ALLOC_STACK(sz)\n"
            + "#define KOPI_ALLOC_FRAME(sz) \\\\\n"
            + "    struct { TeaVM_StackFrame header; } teavm_shadowStack; \\\\\n"
            + "    teavm_shadowStack.header.next = teavm_stackTop; \\\\\n"
            + "    teavm_shadowStack.header.callSiteId = -1; \\\\\n"
            + "    teavm_stackTop = &teavm_shadowStack.header\n"
            + "#define KOPI_RELEASE_FRAME (teavm_stackTop = teavm_shadowStack.header.next)\n"
            + "#define KOPI_CALL_SITE(id, expr) (teavm_shadowStack.header.callSiteId = (id), (expr))\n");
    replace("stack.h", "#define TEAVM_RELEASE_STACK .*", "#define TEAVM_RELEASE_STACK ((void) 0)");
    replace(
        "stack.h",
        "#define TEAVM_GC_ROOT\\(index, ptr\\) .*",
        "#define TEAVM_GC_ROOT(index, ptr) ((void) 0)");
    replace(
        "stack.h",
        "#define TEAVM_GC_ROOT_RELEASE\\(index\\) .*",
        "#define TEAVM_GC_ROOT_RELEASE(index) ((void) 0)");
    replace(
        "stack.h",
        "#define TEAVM_WITH_CALL_SITE_ID\\(id, expr\\) .*",
        "#define TEAVM_WITH_CALL_SITE_ID(id, expr) (expr)");
  }

  private void objects() throws IOException {
    String allocator = "c/o/t/r/Allocator.c";
    replace(
        allocator,
        "(\\w+) = meth_otr_GC_alloc\\((TEAVM_FIELD\\(\\w+, TeaVM_Class, size\\))\\);\\R\\s+memset\\(\\1, 0, \\2\\);",
        "$1 = kopi_allocate($2);");
    replace(
        allocator,
        "(?s)(void\\* meth_otr_Allocator_allocateArray\\(void\\* teavm_local_1, int32_t teavm_local_2\\) \\{\\R).*?\\R\\}\\R",
        "$1    TeaVM_Class* item = ((TeaVM_Class*) teavm_local_1)->itemType;\n"
            + "    int32_t width = teavm_primitiveKind(item) == 0 ? (int32_t) sizeof(void*) : item->size;\n"
            + "    TeaVM_Array* array = kopi_allocate_array(width, teavm_local_2);\n"
            + "    array->parent.header = TEAVM_PACK_CLASS(teavm_local_1);\n"
            + "    array->size = teavm_local_2;\n"
            + "    return array;\n}\n");
    // The width of a cloned array's elements is that of its item type.
    replace(
        "c/j/l/Object.c",
        "\\(!meth_otr_RuntimeClass_isPrimitive\\((teavm_local_\\d+)\\)\\) \\? sizeof\\(void\\*\\) : TEAVM_FIELD\\(TEAVM_FIELD\\(\\1, TeaVM_Class, itemType\\)",
        "(!meth_otr_RuntimeClass_isPrimitive(TEAVM_FIELD($1, TeaVM_Class, itemType))) ? sizeof(void*) : TEAVM_FIELD(TEAVM_FIELD($1, TeaVM_Class, itemType)");
    replace(
        "arrayclass.c",
        "static TEAVM_OBJECT_CLASS teavm_dynamicClassPool",
        "static alignas(8) TEAVM_OBJECT_CLASS teavm_dynamicClassPool");
    replace("arrayclass.c", "teavm_printWString\\(L\"Metaspace size\\\\n\"\\);", "");
    // Nothing is synchronized.
    if (read("c/j/l/Object.c").contains("monitorEnter")) {
      throw new IllegalStateException("the program reaches code that is synchronized");
    }
    replace(
        "core.h",
        "#define TEAVM_PACK_MONITOR\\(ref\\) .*\\\\\\R.*",
        "#define TEAVM_PACK_MONITOR(ref) 0");
    replace(
        "core.h",
        "#define TEAVM_UNPACK_MONITOR\\(ref\\) .*\\\\\\R.*\\\\\\R.*",
        "#define TEAVM_UNPACK_MONITOR(ref) ((void) (ref), (void*) NULL)");
    // Strings are not interned: core compares them by equals.
    replace(
        "strings.c",
        "int32_t stringHeader = TEAVM_PACK_CLASS\\(&jl_String_Cls\\) \\| \\(int32_t\\) INT32_C\\(0x80000000\\);",
        "int32_t stringHeader = TEAVM_PACK_CLASS(&jl_String_Cls);");
    replace(
        "strings.c",
        "s = teavm_registerString\\(s\\);",
        "s->characters->parent.header = TEAVM_PACK_CLASS(teavm_charArrayClass);");
  }

  private void start(String mainClass) throws IOException {
    Matcher call =
        Pattern.compile("meth_\\w+_main\\(teavm_local_1\\)").matcher(read("c/o/t/r/Fiber.c"));
    if (!call.find()) {
      throw new IllegalStateException("no call of " + mainClass + ".main");
    }
    String main = call.group().replace("teavm_local_1", "NULL");
    replace(
        "main.c",
        "meth_otr_Fiber_startMain\\(teavm_parseArguments\\(argc, argv\\)\\);",
        main + ";");
    replace("main.c", "meth_otr_EventQueue_process\\(\\);", "");
    replace(
        "main.c",
        "(meth_otr_GC__clinit_|meth_otr_Fiber__clinit_|meth_otr_EventQueue__clinit_)\\(\\);",
        "");
    replace("main.c", "teavm_beforeInit\\(\\);", "");
    replace("main.c", "teavm_initHeap\\(\\d+, \\d+\\);", "");
    replace("core.c", "(?s)void teavm_beforeInit\\(\\) \\{.*?\\R\\}\\R", "");
    replace(
        "core.c",
        "(?s)TeaVM_Array\\* teavm_parseArguments\\(int argc, char\\*\\* argv\\) \\{.*?\\R\\}\\R",
        "");
  }

  private void floats() throws IOException {
    replace("core.c", "(?s)double teavm_rand\\(\\) \\{.*?\\R\\}\\R", "");
    replace("core.c", "TEAVM_FILL_ARRAY_F\\(teavm_fill(Float|Double)Array, \\w+, \\w+\\)\\R", "");
    // A hash map grows when three quarters full; no other load factor is in use.
    int changed = 0;
    for (Path file : sources()) {
      String before = Files.readString(file);
      String after = LOAD_FACTOR.matcher(before).replaceAll("($1 / 4 * 3)");
      if (!after.equals(before)) {
        Files.writeString(file, after);
        changed++;
      }
    }
    if (changed == 0) {
      throw new IllegalStateException("no hash map's threshold was found");
    }
  }

  private void exceptions() throws IOException {
    String handling = "c/o/t/r/ExceptionHandling.c";
    replace(handling, "meth_otr_ExceptionHandling_printStack\\(\\);", "");
    replace(
        handling,
        "(?s)(TeaVM_Array\\* meth_otr_ExceptionHandling_fillStackTrace\\(\\) \\{\\R).*?\\R\\}\\R",
        "$1    return NULL;\n}\n");
  }

  /**
   * Functions that catch exceptions keep a frame with the number of the call that is under way;
   * others need none. Local variables that outlive a longjmp must be volatile themselves.
   */
  private void frames(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    boolean changed = false;
    for (int start = 0; start < lines.size(); start++) {
      if (!FUNCTION.matcher(lines.get(start)).matches()) {
        continue;
      }
      int end = start;
      boolean catches = false;
      while (!lines.get(end).equals("}")) {
        catches |= lines.get(end).strip().equals("TEAVM_TRY");
        end++;
      }
      for (int i = start; i < end; i++) {
        Matcher root = ROOT.matcher(lines.get(i));
        if (root.find() && !PLAIN_VALUE.matcher(root.group(1)).matches()) {
          throw new IllegalStateException(file + ": a root with effects: " + lines.get(i));
        }
        if (catches) {
          lines.set(
              i,
              lines
                  .get(i)
                  .replace("TEAVM_ALLOC_STACK(", "KOPI_ALLOC_FRAME(")
                  .replace("TEAVM_RELEASE_STACK", "KOPI_RELEASE_FRAME")
                  .replace("TEAVM_WITH_CALL_SITE_ID(", "KOPI_CALL_SITE(")
                  .replaceAll(
                      "^(\\s+)volatile (void|TeaVM_Array) ?\\* ?(teavm_\\w+)",
                      "$1$2* volatile $3"));
          changed = true;
        }
      }
      start = end;
    }
    if (changed) {
      Files.write(file, lines);
    }
  }

  private List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(path -> path.toString().endsWith(".c")).sorted().toList();
    }
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private void replace(String name, String expected, String replacement) throws IOException {
    Matcher matcher = Pattern.compile(expected).matcher(read(name));
    if (!matcher.find()) {
      throw new IllegalStateException(
          "TeaVM's " + name + " does not hold what the program's build expects: " + expected);
    }
    Files.writeString(folder.resolve(name), matcher.replaceAll(replacement));
  }
}
