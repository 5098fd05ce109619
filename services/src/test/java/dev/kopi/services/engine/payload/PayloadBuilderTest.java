package dev.kopi.services.engine.payload;

import static dev.kopi.services.engine.EngineRig.ALICE;
import static dev.kopi.services.engine.EngineRig.BOB;
import static dev.kopi.services.engine.EngineRig.CHAIN;
import static dev.kopi.services.engine.EngineRig.CONTRACT;
import static dev.kopi.services.engine.EngineRig.CRYPTO;
import static dev.kopi.services.engine.EngineRig.GWEI;
import static dev.kopi.services.engine.EngineRig.PARAMS;
import static dev.kopi.services.engine.EngineRig.TARGET;
import static dev.kopi.services.engine.EngineRig.address;
import static dev.kopi.services.engine.EngineRig.deposit;
import static dev.kopi.services.engine.EngineRig.holocene;
import static dev.kopi.services.engine.EngineRig.opAttributes;
import static dev.kopi.services.engine.EngineRig.sign;
import static dev.kopi.services.engine.EngineRig.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.evm.AnalysedCode;
import dev.kopi.core.evm.CancelledException;
import dev.kopi.core.evm.CodeCache;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.trie.Tasks;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.EngineRigs;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PayloadBuilderTest {
  @RegisterExtension final EngineRigs rigs = new EngineRigs();

  private final BuildControl control = new BuildControl();

  /** Runs when a contract's code is looked up: in the middle of a transaction. */
  private Runnable inContract = () -> {};

  private EngineRig rig;
  private PayloadBuilder builder;

  @BeforeEach
  void open() {
    open(holocene());
  }

  private void open(ChainSpec spec) {
    rig = rigs.open(spec);
    CodeCache codes =
        new CodeCache() {
          @Override
          public @Nullable AnalysedCode get(Hash codeHash) {
            inContract.run();
            return null;
          }

          @Override
          public void put(Hash codeHash, AnalysedCode code) {}
        };
    builder =
        new PayloadBuilder(
            rig.engine().spec(),
            rig.store(),
            new ExecutionResources(CRYPTO, codes, 0, null),
            rig.pool(),
            rig.limits(),
            Tasks.SEQUENTIAL);
  }

  private PayloadDraft draft(TransactionEnvelope... forced) {
    return draft(opAttributes(1001, false, forced));
  }

  private PayloadDraft draft(PayloadAttributes attributes) {
    AttributeRules rules =
        new AttributeRules(rig.engine().spec(), Bytes.EMPTY, 0, CRYPTO.secp256k1());
    return rules.draft(3, Objects.requireNonNull(rig.store().header(rig.genesis())), attributes);
  }

  private PayloadBuilder.Built build(TransactionEnvelope... forced) {
    return build(control, forced);
  }

  private PayloadBuilder.Built build(BuildControl one, TransactionEnvelope... forced) {
    return builder.build(draft(forced), true, one);
  }

  private static List<Hash> hashes(PayloadBuilder.Built built) {
    return built.block().block().transactions().stream().map(TransactionEnvelope::hash).toList();
  }

  /** A transaction that calls a contract. */
  private static TransactionEnvelope call(int tipGwei) {
    return sign(
        new Transaction.DynamicFee(
            CHAIN,
            0,
            GWEI.multiply(UInt256.of(tipGwei)),
            GWEI.multiply(UInt256.of(100)),
            100_000,
            address(CONTRACT),
            UInt256.ONE,
            Bytes.EMPTY,
            List.of(),
            new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO)),
        ALICE);
  }

  @Test
  void leavesOutPoolTransactionsWhenItHasToFinish() {
    rig.pool().submit(transfer(ALICE, 0, 1).encoded());
    control.finish();
    PayloadBuilder.Built built = build(deposit(1));
    assertThat(hashes(built)).containsExactly(deposit(1).hash());
    assertThat(built.complete()).isFalse();
  }

  @Test
  void fillsBlocksOfL2BeyondTheSizeLimitOfL1() {
    open(EngineRig.karst());
    TransactionEnvelope l1Info = depositOf(1, Bytes.fromHex("0x3db6be2b" + "00".repeat(174)));
    TransactionEnvelope large = depositOf(2, Bytes.wrap(new byte[9_000_000]));
    TransactionEnvelope small = transfer(ALICE, 0, 1);
    rig.pool().submit(small.encoded());
    PayloadAttributes attributes =
        new PayloadAttributes(
            1001,
            Hash.ZERO,
            TARGET,
            List.of(),
            Hash.ZERO,
            List.of(l1Info.encoded(), large.encoded()),
            false,
            200_000_000L,
            PARAMS,
            0L);
    assertThat(hashes(builder.build(draft(attributes), true, control)))
        .containsExactly(l1Info.hash(), large.hash(), small.hash());
  }

  private static TransactionEnvelope depositOf(int number, Bytes data) {
    return TransactionEnvelope.of(
        new Transaction.Deposit(
            UInt256.of(number).toHash(),
            TARGET,
            TARGET,
            UInt256.ZERO,
            UInt256.ZERO,
            95_000_000,
            false,
            data));
  }

  @Test
  void leavesOutTheTransactionThatRunsWhenItHasToFinish() {
    TransactionEnvelope first = transfer(BOB, 0, 9);
    TransactionEnvelope call = call(5);
    TransactionEnvelope after = transfer(BOB, 1, 1);
    for (TransactionEnvelope one : List.of(first, call, after)) {
      rig.pool().submit(one.encoded());
    }
    inContract = control::finish;
    PayloadBuilder.Built built = build(deposit(1));
    assertThat(hashes(built)).containsExactly(deposit(1).hash(), first.hash());
    assertThat(built.complete()).isFalse();
    assertThat(built.block().block().header().stateRoot()).isEqualTo(rootOfBlockWith(first));
  }

  @Test
  void leavesOutTransactionThatInterruptedBuildsAgainAndAgain() {
    TransactionEnvelope call = call(9);
    TransactionEnvelope behind = transfer(BOB, 0, 1);
    rig.pool().submit(call.encoded());
    rig.pool().submit(behind.encoded());
    for (int i = 0; i < InterruptedTransactions.BUILDS; i++) {
      BuildControl one = new BuildControl();
      inContract = one::finish;
      assertThat(hashes(build(one, deposit(1)))).containsExactly(deposit(1).hash());
    }
    inContract = () -> {};
    for (int i = 1; i < InterruptedTransactions.RETRY_EVERY; i++) {
      assertThat(hashes(build(new BuildControl(), deposit(1))))
          .containsExactly(deposit(1).hash(), behind.hash());
    }
    assertThat(hashes(build(new BuildControl(), deposit(1))))
        .containsExactly(deposit(1).hash(), call.hash(), behind.hash());
  }

  private Hash rootOfBlockWith(TransactionEnvelope transaction) {
    EngineRig other = rigs.open(holocene());
    other.pool().submit(transaction.encoded());
    return other
        .take(3, other.genesis(), opAttributes(1001, false, deposit(1)))
        .payload()
        .stateRoot();
  }

  @Test
  void finishesWithTheForcedTransactionsThatRun() {
    TransactionEnvelope call = call(5);
    rig.pool().submit(transfer(BOB, 0, 1).encoded());
    inContract = control::finish;
    PayloadBuilder.Built built = build(deposit(1), call);
    assertThat(hashes(built)).containsExactly(deposit(1).hash(), call.hash());
  }

  @Test
  void givesNoBlockWhenItIsAbandoned() {
    inContract = control::abandon;
    TransactionEnvelope call = call(5);
    assertThatThrownBy(() -> build(deposit(1), call)).isInstanceOf(CancelledException.class);
    rig.pool().submit(call.encoded());
    assertThatThrownBy(() -> build(deposit(1))).isInstanceOf(CancelledException.class);
  }

  @Test
  void isCompleteWhenThePoolIsUsedUp() {
    TransactionEnvelope call = call(5);
    rig.pool().submit(call.encoded());
    PayloadBuilder.Built built = build(deposit(1));
    assertThat(hashes(built)).containsExactly(deposit(1).hash(), call.hash());
    assertThat(built.complete()).isTrue();
    assertThat(built.value()).isGreaterThan(UInt256.ZERO);
  }

  @Test
  void keepsABlockThatIsWorthMoreThanAPartialOne() {
    PayloadBuilder.Built best = worth(3, false);
    assertThat(jobWith(best, worth(2, false)).seal()).isSameAs(best);
  }

  @Test
  void replacesAPartialBlockByACompleteOne() {
    PayloadBuilder.Built complete = worth(2, true);
    assertThat(jobWith(worth(3, false), complete).seal()).isSameAs(complete);
  }

  @Test
  void keepsTheBlockOfASealedPayload() {
    PayloadBuilder.Built sealed = worth(3, true);
    PayloadJob job = jobWith(sealed);
    job.seal();
    job.improve(worth(4, true), 5);
    assertThat(job.seal()).isSameAs(sealed);
  }

  private PayloadJob jobWith(PayloadBuilder.Built... built) {
    PayloadJob job = new PayloadJob(new PayloadId(1), draft(deposit(1)), worth(0, true));
    for (PayloadBuilder.Built one : built) {
      job.improve(one, 5);
    }
    return job;
  }

  private PayloadBuilder.Built worth(long value, boolean complete) {
    PayloadBuilder.Built any = build(deposit(1));
    return new PayloadBuilder.Built(
        any.block(), UInt256.of(value), any.requests(), any.poolVersion(), complete);
  }
}
