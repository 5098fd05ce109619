package dev.kopi.adapters.script;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mozilla.javascript.CompilerEnvirons;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ContextFactory;
import org.mozilla.javascript.ErrorReporter;
import org.mozilla.javascript.Evaluator;
import org.mozilla.javascript.Scriptable;

/** Contexts of one script: interpreted, observed, without Java and without code from text. */
final class ScriptContexts extends ContextFactory {
  /** Instructions between two looks at the budget. */
  private static final int OBSERVED = 2_000;

  private static final int MAX_DEPTH = 1_000;

  private final ScriptBudget budget;

  ScriptContexts(ScriptBudget budget) {
    this.budget = budget;
  }

  private static final class Sealed extends Context {
    Sealed(ContextFactory factory) {
      super(factory);
    }

    /** Called by eval and the constructor of functions; scripts are compiled elsewhere. */
    @Override
    protected Object compileImpl(
        Scriptable scope,
        String source,
        String name,
        int line,
        @Nullable Object domain,
        boolean returnFunction,
        @Nullable Evaluator compiler,
        @Nullable ErrorReporter reporter,
        @Nullable Consumer<CompilerEnvirons> options) {
      throw new ScriptAbort("a script cannot make code from text");
    }
  }

  /** A context that can be entered again and again. */
  Context newContext() {
    return makeContext();
  }

  @Override
  protected Context makeContext() {
    Context context = new Sealed(this);
    context.setInterpretedMode(true);
    context.setLanguageVersion(Context.VERSION_ECMASCRIPT);
    context.setInstructionObserverThreshold(OBSERVED);
    context.setMaximumInterpreterStackDepth(MAX_DEPTH);
    context.setClassShutter(name -> false);
    return context;
  }

  @Override
  protected boolean hasFeature(Context context, int feature) {
    return feature != Context.FEATURE_E4X
        && feature != Context.FEATURE_ENHANCED_JAVA_ACCESS
        && super.hasFeature(context, feature);
  }

  @Override
  protected void observeInstructionCount(Context context, int count) {
    budget.check();
  }
}
