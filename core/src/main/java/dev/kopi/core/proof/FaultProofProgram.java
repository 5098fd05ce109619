package dev.kopi.core.proof;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.attributes.L2Blocks;
import dev.kopi.core.derivation.driver.DerivationDriver;
import dev.kopi.core.derivation.pipeline.DerivationPipeline;
import dev.kopi.core.derivation.source.DerivationSources;
import dev.kopi.core.derivation.start.SyncStart;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.stateless.DerivedBlocks;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.proof.preimage.PreimageOracle;
import dev.kopi.core.proof.source.OracleBlobs;
import dev.kopi.core.proof.source.OracleCrypto;
import dev.kopi.core.proof.source.OracleL1;
import dev.kopi.core.proof.source.OracleL2;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.OutputRoot;
import dev.kopi.core.rollup.RollupConfig;

/**
 * Derives and executes L2 from an agreed output root to a claimed block, with every input from a
 * pre-image oracle, and compares the output root with the claim.
 *
 * <p>Derivation ends where the safe head reaches the claimed block or L1 ends. In the latter case
 * the claim is compared with the output root of the safe head, since a dispute game repeats the
 * last output beyond it.
 *
 * @see <a href="https://specs.optimism.io/fault-proof/index.html#fault-proof-program">Fault proof
 *     program</a>
 */
public final class FaultProofProgram {
  /** The exit code for a claim that holds. */
  public static final int VALID = 0;

  /** The exit code for a claim that does not hold. */
  public static final int INVALID = 1;

  /** The exit code when no verdict was reached: an input is missing or malformed, or a defect. */
  public static final int FAILED = 2;

  private FaultProofProgram() {}

  /** What a run reports. */
  public interface Report {
    /** The claim was decided. */
    void decided(ProofVerdict verdict);

    /** No verdict was reached. */
    void failed(RuntimeException cause);
  }

  /** Runs the program and answers its exit code. */
  public static int exitCode(PreimageOracle oracle, ProgramResources resources, Report report) {
    ProofVerdict verdict;
    try {
      verdict = run(oracle, resources);
    } catch (RuntimeException e) {
      report.failed(e);
      return FAILED;
    }
    report.decided(verdict);
    return verdict.isValid() ? VALID : INVALID;
  }

  /**
   * Decides the claim.
   *
   * @throws RuntimeException when an input is missing or malformed, or a block of deposits alone is
   *     invalid
   */
  public static ProofVerdict run(PreimageOracle oracle, ProgramResources resources) {
    return run(oracle, resources, BootInfo.read(oracle, resources.chains()));
  }

  /** As {@link #run(PreimageOracle, ProgramResources)}, about a given claim. */
  public static ProofVerdict run(PreimageOracle oracle, ProgramResources resources, BootInfo boot) {
    RollupConfig given = boot.configs().rollup();
    if (given.altDa() != null) {
      throw new DecodeException("the chain's batches lie outside of L1: no pre-image has them");
    }
    Crypto crypto = OracleCrypto.of(oracle, resources.crypto());
    OracleL1 l1 = new OracleL1(oracle, boot.l1Head());
    OutputRoot agreed = OracleL2.output(oracle, boot.agreedOutputRoot());
    OracleL2 l2 =
        new OracleL2(
            oracle,
            new DerivedBlocks(boot.configs().l2(), ExecutionResources.of(crypto)),
            agreed.blockHash());
    Block agreedBlock = l2.blockByHash(agreed.blockHash());
    RollupConfig config = L1Genesis.resolve(given, l1, L2Blocks.ref(given, agreedBlock));
    L2BlockRef start = L2Blocks.ref(config, agreedBlock);
    DerivationPipeline pipeline =
        new DerivationPipeline(
            config,
            boot.configs().l1(),
            crypto.secp256k1(),
            resources.brotliDictionary(),
            resources.upgrades(),
            new DerivationSources(l1, new OracleBlobs(oracle), l2, null));
    DerivationDriver driver = new DerivationDriver(config, pipeline, l2, start);
    if (isBefore(start, boot.claimBlockNumber())) {
      // Nothing before the agreed block can be disputed, so it stands for all three heads.
      driver.reset(
          new SyncStart(config, l1, l2).find(new SyncStart.Heads(start, start, start)).safe());
      boolean more = true;
      while (more && isBefore(driver.safe(), boot.claimBlockNumber())) {
        more = driver.step();
        pipeline.takeEvents();
      }
    }
    return verdict(boot, l2, driver.safe());
  }

  private static boolean isBefore(L2BlockRef head, long claimed) {
    return Long.compareUnsigned(head.number(), claimed) < 0;
  }

  private static ProofVerdict verdict(BootInfo boot, OracleL2 l2, L2BlockRef safe) {
    long number = isBefore(safe, boot.claimBlockNumber()) ? safe.number() : boot.claimBlockNumber();
    boolean isthmus =
        boot.configs().rollup().isActive(OpFork.ISTHMUS, l2.headerAt(number).timestampSeconds());
    return new ProofVerdict(safe, number, l2.outputAt(number, isthmus).hash(), boot.claim());
  }
}
