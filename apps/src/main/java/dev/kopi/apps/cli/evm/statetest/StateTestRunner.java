package dev.kopi.apps.cli.evm.statetest;

import dev.kopi.apps.cli.evm.fixture.TestForks;
import dev.kopi.apps.cli.evm.fixture.TestNumbers;
import dev.kopi.apps.cli.evm.fixture.TestResult;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.spec.BlobBaseFee;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.evm.CodeCache;
import dev.kopi.core.evm.Tracer;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.transaction.TransactionOutcome.Executed;
import dev.kopi.core.execution.transaction.TransactionOutcome.Rejected;
import dev.kopi.core.execution.transaction.TransactionProcessor;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.WorldState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Runs state tests and judges what comes out. Not for several threads. */
public final class StateTestRunner {
  /** What fillers assume when a test names no base fee. */
  private static final UInt256 DEFAULT_BASE_FEE = UInt256.of(10);

  private final Crypto crypto;
  private final @Nullable Tracer tracer;
  private final CodeCache codes;
  private @Nullable JsonNode lastPre;
  private @Nullable TestState lastState;

  /**
   * With these primitives.
   *
   * @param codes remembers analysed code, and may compile it
   * @param tracer watches every transaction, or null
   */
  public StateTestRunner(Crypto crypto, CodeCache codes, @Nullable Tracer tracer) {
    this.crypto = crypto;
    this.codes = codes;
    this.tracer = tracer;
  }

  /** Runs one case; one that cannot be read has failed. */
  public TestResult run(StateTest test) {
    TestResult.Index index = new TestResult.Index(test.data(), test.gas(), test.value());
    Fork fork = test.fork();
    if (fork == null) {
      return TestResult.skipped(test.name(), test.forkName(), index, "the fork is not known");
    }
    Hash root = null;
    Hash logsHash = null;
    String error;
    try {
      TestState pre = state(test.body().get("pre"));
      WorldState world = new WorldState(pre);
      BlockContext block = block(test, fork);
      TransactionOutcome outcome = execute(test, block, world);
      logsHash = outcome instanceof Executed done ? logsHash(done.logs()) : Keccak256.EMPTY_LIST;
      // A reward of nothing, which brings the beneficiary about where empty accounts may exist.
      world.addBalance(world.account(block.beneficiary()), UInt256.ZERO);
      world.endTransaction(fork.atLeast(Fork.SPURIOUS_DRAGON));
      root = pre.rootAfter(world.diff());
      error = judge(test, outcome, root, logsHash);
    } catch (DecodeException e) {
      error = "the test is malformed: " + e.getMessage();
    }
    return new TestResult(test.name(), test.forkName(), index, root, logsHash, error, false);
  }

  private static @Nullable String judge(
      StateTest test, @Nullable TransactionOutcome outcome, Hash root, Hash logsHash) {
    boolean rejected = !(outcome instanceof Executed);
    String expected = test.expectedException();
    if (rejected && expected == null) {
      String reason = outcome instanceof Rejected r ? r.reason().name() : "it cannot be decoded";
      return "the transaction was rejected: " + reason;
    }
    if (!rejected && expected != null) {
      return "the transaction was to be rejected: " + expected;
    }
    if (!root.equals(test.stateRoot())) {
      return "state root " + root + " is not " + test.stateRoot();
    }
    return rejected || logsHash.equals(test.logsHash())
        ? null
        : "hash of logs " + logsHash + " is not " + test.logsHash();
  }

  /** The outcome, or null when the transaction cannot even be written down. */
  private @Nullable TransactionOutcome execute(
      StateTest test, BlockContext block, WorldState world) {
    JsonNode json = TestNumbers.object(test.body().get("transaction"));
    TransactionProcessor processor = new TransactionProcessor(block, world, crypto, codes, tracer);
    Address sender = TestTransaction.sender(json);
    Transaction transaction;
    try {
      transaction =
          TestTransaction.read(
              json, block.rules().chainId(), test.data(), test.gas(), test.value());
    } catch (DecodeException e) {
      return null;
    }
    return processor.execute(TransactionEnvelope.of(transaction), sender, block.gasLimit());
  }

  private TestState state(@Nullable JsonNode pre) {
    TestState known = lastState;
    if (known == null || lastPre != pre) {
      known = TestState.of(pre);
      lastState = known;
      lastPre = pre;
    }
    return known;
  }

  private static BlockContext block(StateTest test, Fork fork) {
    JsonNode env = TestNumbers.object(test.body().get("env"));
    UInt256 baseFee = UInt256.ZERO;
    if (fork.atLeast(Fork.LONDON)) {
      UInt256 given = TestNumbers.optional(env, "currentBaseFee");
      baseFee = given == null ? DEFAULT_BASE_FEE : given;
    }
    BlobParams blobs = blobParams(test, fork);
    UInt256 blobBaseFee = UInt256.ZERO;
    if (blobs != null) {
      UInt256 excess = TestNumbers.orZero(env, "currentExcessBlobGas");
      blobBaseFee = BlobBaseFee.of(blobs, excess.lowLong());
    }
    boolean merged = fork.atLeast(Fork.PARIS);
    UInt256 random = TestNumbers.orZero(env, "currentRandom");
    return new BlockContext(
        new Rules(chainId(test), fork, null, blobs),
        TestNumbers.number64(env.get("currentNumber")),
        TestNumbers.number64(env.get("currentTimestamp")),
        TestNumbers.address(env.get("currentCoinbase")),
        TestNumbers.number64(env.get("currentGasLimit")),
        baseFee,
        merged ? random.toHash() : Hash.ZERO,
        merged ? UInt256.ZERO : TestNumbers.orZero(env, "currentDifficulty"),
        blobBaseFee,
        number -> Keccak256.hash(Long.toString(number).getBytes(StandardCharsets.US_ASCII)));
  }

  private static UInt256 chainId(StateTest test) {
    JsonNode config = test.body().get("config");
    UInt256 given = config == null ? null : TestNumbers.optional(config, "chainid");
    return given == null ? UInt256.ONE : given;
  }

  private static @Nullable BlobParams blobParams(StateTest test, Fork fork) {
    JsonNode config = test.body().get("config");
    JsonNode schedule = config == null ? null : config.get("blobSchedule");
    JsonNode entry = schedule == null ? null : schedule.get(test.forkName());
    if (entry == null || !fork.atLeast(Fork.CANCUN)) {
      return TestForks.blobs(test.forkName());
    }
    return new BlobParams(
        (int) TestNumbers.number64(entry.get("target")),
        (int) TestNumbers.number64(entry.get("max")),
        TestNumbers.number64(entry.get("baseFeeUpdateFraction")));
  }

  private static Hash logsHash(List<Log> logs) {
    RlpWriter writer = new RlpWriter();
    writer.startList();
    for (Log log : logs) {
      writer.startList().address(log.address()).startList();
      log.topics().forEach(writer::hash);
      writer.endList().bytes(log.data()).endList();
    }
    writer.endList();
    return Keccak256.hash(writer.toArray());
  }
}
