package dev.kopi.core.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.evm.CompilingCodeCache;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.evm.instruction.InstructionSet;
import dev.kopi.core.primitives.Bytes;
import org.junit.jupiter.api.Test;

/** In the package of the analysis, which only the machine makes. */
class CompilingCodeCacheTest {
  @Test
  void countsCodeThatCannotBeCompiledAndLeavesItInterpreted() {
    CompilingCodeCache cache =
        new CompilingCodeCache(
            new LocalCodeCache(1 << 20),
            1,
            Runnable::run,
            code -> {
              throw new VerifyError("a defect");
            });
    AnalysedCode code = CodeAnalyser.analyse(Bytes.fromHex("0x00"), InstructionSet.of(Fork.CANCUN));
    cache.ran(code, 1);
    assertThat(cache.failures()).isEqualTo(1);
    cache.ran(code, 1);
    assertThat(cache.failures()).as("it is offered once").isEqualTo(1);
  }
}
