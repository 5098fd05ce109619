package dev.kopi.services.engine;

import dev.kopi.core.chain.spec.ChainSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives a test the engines that it asks for, and closes them behind it. */
public final class EngineRigs implements AfterEachCallback {
  private final List<EngineRig> open = new ArrayList<>();

  /** Another engine on a new chain. */
  public EngineRig open(ChainSpec spec) {
    return open(EngineRig.of(spec));
  }

  /** Closes an engine behind the test. */
  public EngineRig open(EngineRig rig) {
    open.add(rig);
    return rig;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    open.forEach(EngineRig::close);
    open.clear();
  }
}
