import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.teavm.tooling.ConsoleTeaVMToolLog;
import org.teavm.tooling.TeaVMProblemRenderer;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.vm.TeaVMOptimizationLevel;

/** Translates Java classes to C: arguments are the main class, the output folder, the class path. */
public final class Translate {
  private Translate() {}

  public static void main(String[] arguments) throws Exception {
    List<File> classPath = new ArrayList<>();
    List<URL> urls = new ArrayList<>();
    for (String entry : arguments[2].split(File.pathSeparator)) {
      classPath.add(new File(entry));
      urls.add(new File(entry).toURI().toURL());
    }
    TeaVMTool tool = new TeaVMTool();
    ConsoleTeaVMToolLog log = new ConsoleTeaVMToolLog(false);
    tool.setTargetType(TeaVMTargetType.C);
    tool.setMainClass(arguments[0]);
    tool.setTargetDirectory(new File(arguments[1]));
    tool.setTargetFileName("program.c");
    tool.setOptimizationLevel(TeaVMOptimizationLevel.FULL);
    // Without the names of methods, which only stack traces would show.
    tool.setObfuscated(true);
    tool.setStrict(true);
    tool.setAssertionsRemoved(true);
    tool.setShortFileNames(true);
    tool.setMinHeapSize(1 << 20);
    tool.setMaxHeapSize(1 << 30);
    tool.setClassPath(classPath);
    tool.setClassLoader(
        new URLClassLoader(urls.toArray(new URL[0]), Translate.class.getClassLoader()));
    tool.setLog(log);
    tool.generate();
    if (!tool.getProblemProvider().getSevereProblems().isEmpty()) {
      TeaVMProblemRenderer.describeProblems(
          tool.getDependencyInfo().getCallGraph(), tool.getProblemProvider(), log);
      System.exit(1);
    }
  }
}
