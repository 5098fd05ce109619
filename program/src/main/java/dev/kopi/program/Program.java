package dev.kopi.program;

import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.proof.EmbeddedConfiguration;
import dev.kopi.core.proof.FaultProofProgram;
import dev.kopi.core.proof.ProgramResources;
import dev.kopi.core.proof.ProofVerdict;

/** The program: decides a claim and exits with the verdict. */
public final class Program {
  private Program() {}

  /** Where the runtime begins. */
  public static void main(String[] arguments) {
    int code;
    try {
      code = FaultProofProgram.exitCode(new SyscallOracle(), resources(), new OutputReport());
    } catch (Throwable e) {
      OutputReport.error(e);
      code = FaultProofProgram.FAILED;
    }
    SystemCalls.exit(code);
  }

  private static ProgramResources resources() {
    EmbeddedConfiguration configuration = EmbeddedResources.configuration();
    return new ProgramResources(
        EmbeddedResources.brotliDictionary(),
        new EmbeddedUpgrades(configuration),
        configuration,
        Crypto.portable());
  }

  private static final class OutputReport implements FaultProofProgram.Report {
    @Override
    public void decided(ProofVerdict verdict) {
      SystemCalls.print(
          SystemCalls.OUTPUT,
          (verdict.isValid() ? "valid" : "invalid")
              + ": block "
              + verdict.blockNumber()
              + ", output root "
              + verdict.outputRoot()
              + ", claim "
              + verdict.claim()
              + "\n");
    }

    @Override
    public void failed(RuntimeException cause) {
      error(cause);
    }

    static void error(Throwable cause) {
      SystemCalls.print(
          SystemCalls.ERROR, cause.getClass().getName() + ": " + cause.getMessage() + "\n");
    }
  }
}
