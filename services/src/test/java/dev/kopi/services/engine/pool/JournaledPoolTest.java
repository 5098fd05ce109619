package dev.kopi.services.engine.pool;

import static dev.kopi.services.engine.EngineRig.ALICE;
import static dev.kopi.services.engine.EngineRig.BOB;
import static dev.kopi.services.engine.EngineRig.CRYPTO;
import static dev.kopi.services.engine.EngineRig.GWEI;
import static dev.kopi.services.engine.EngineRig.TARGET;
import static dev.kopi.services.engine.EngineRig.address;
import static dev.kopi.services.engine.EngineRig.deposit;
import static dev.kopi.services.engine.EngineRig.holocene;
import static dev.kopi.services.engine.EngineRig.opAttributes;
import static dev.kopi.services.engine.EngineRig.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.ecdsa.Secp256k1Signature;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.pool.condition.TransactionCondition;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.EngineRigs;
import dev.kopi.services.engine.chain.ChainEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The journal of a pool, over restarts that close nothing, as when the process is killed. */
class JournaledPoolTest {
  private static final TransactionEnvelope NEXT = transfer(ALICE, 0, 2);
  private static final TransactionEnvelope GAPPED = transfer(ALICE, 5, 2);

  @RegisterExtension final EngineRigs rigs = new EngineRigs();
  @TempDir Path directory;

  private final List<TransactionPool> opened = new ArrayList<>();
  private EngineRig rig;
  private Path file;

  @BeforeEach
  void open() {
    rig = rigs.open(holocene());
    file = directory.resolve("data").resolve("transactions.rlp");
  }

  @AfterEach
  void close() {
    opened.forEach(TransactionPool::close);
  }

  private TransactionPool start() {
    return start(new PoolSettings.Journal(file));
  }

  private TransactionPool start(PoolSettings.Journal journal) {
    TransactionPool pool =
        new TransactionPool(
            holocene(),
            rig.store(),
            CRYPTO,
            new ChainEvents(ChainEvents.Limits.DEFAULT),
            new PoolSettings(PoolLimits.DEFAULT, UInt256.ZERO, true, journal),
            16,
            null,
            () -> Instant.EPOCH);
    opened.add(pool);
    pool.restore();
    return pool;
  }

  private static List<Hash> hashes(TransactionPool pool) {
    List<Hash> all = new ArrayList<>();
    PoolAccess.Content content = pool.content();
    content.pending().values().forEach(own -> own.values().forEach(one -> all.add(one.hash())));
    content.queued().values().forEach(own -> own.values().forEach(one -> all.add(one.hash())));
    return all;
  }

  private static void submit(TransactionPool pool, TransactionEnvelope transaction) {
    assertThat(pool.submit(transaction.encoded()))
        .isEqualTo(new SubmitResult.Accepted(transaction.hash()));
  }

  private static TransactionEnvelope legacy(long nonce) {
    Hash hash = TransactionCodec.signingHash(legacy(nonce, UInt256.ZERO, UInt256.ZERO, 27));
    Secp256k1Signature made = CRYPTO.secp256k1().sign(hash, BOB);
    return TransactionEnvelope.of(legacy(nonce, made.r(), made.s(), 27 + made.recoveryId()));
  }

  private static Transaction legacy(long nonce, UInt256 r, UInt256 s, int v) {
    return new Transaction.Legacy(
        nonce,
        GWEI.multiply(UInt256.of(3)),
        21_000,
        TARGET,
        UInt256.ONE,
        Bytes.EMPTY,
        new Signature(UInt256.of(v), r, s));
  }

  @Test
  void keepsTransactionsOfEveryTypeOverARestart() {
    TransactionPool pool = start();
    submit(pool, GAPPED);
    submit(pool, NEXT);
    submit(pool, legacy(3));
    TransactionPool again = start();
    assertThat(hashes(again))
        .containsExactlyInAnyOrder(GAPPED.hash(), NEXT.hash(), legacy(3).hash());
    assertThat(again.content().queued().get(address(ALICE))).containsOnlyKeys(5L);
    assertThat(again.nextNonce(address(ALICE), 0)).isEqualTo(1);
    assertThat(hashes(start())).hasSize(3);
  }

  @Test
  void writesWhatGoEthereumWrites() throws IOException {
    TransactionPool pool = start();
    submit(pool, legacy(0));
    submit(pool, NEXT);
    Bytes typed = NEXT.encoded();
    assertThat(Bytes.wrap(Files.readAllBytes(file)))
        .isEqualTo(
            Bytes.concat(
                legacy(0).encoded(),
                Bytes.wrap(new byte[] {(byte) 0xb8, (byte) typed.size()}),
                typed));
  }

  @Test
  void leavesOutWhatWasIncludedMeanwhile() throws IOException {
    submit(start(), NEXT);
    rig.pool().submit(NEXT.encoded());
    rig.build(3, rig.genesis(), opAttributes(1001, false, deposit(1)));
    assertThat(hashes(start())).isEmpty();
    assertThat(file).isEmptyFile();
  }

  @Test
  void readsWhatComesBeforeAnIncompleteItem() throws IOException {
    TransactionPool pool = start();
    submit(pool, NEXT);
    submit(pool, GAPPED);
    byte[] written = Files.readAllBytes(file);
    for (int cut : new int[] {1, GAPPED.encoded().size(), GAPPED.encoded().size() + 1}) {
      Files.write(file, Arrays.copyOf(written, written.length - cut));
      assertThat(hashes(start())).containsExactly(NEXT.hash());
    }
  }

  @Test
  void readsWhatComesBeforeDamage() throws IOException {
    submit(start(), NEXT);
    for (byte[] damage :
        new byte[][] {{0}, {(byte) 0xbf, -1, -1, -1, -1, -1, -1, -1, -1}, {(byte) 0xb9, 0, 1, 7}}) {
      Files.write(file, damage, StandardOpenOption.APPEND);
      TransactionPool again = start();
      assertThat(hashes(again)).containsExactly(NEXT.hash());
      submit(again, GAPPED);
      assertThat(hashes(start())).containsExactlyInAnyOrder(NEXT.hash(), GAPPED.hash());
      assertThat(again.content(address(ALICE)).queued()).isNotEmpty();
      Files.delete(file);
      submit(start(), NEXT);
    }
  }

  @Test
  void passesOverItemsThatAreNoTransactions() throws IOException {
    submit(start(), NEXT);
    Bytes before = Bytes.wrap(Files.readAllBytes(file));
    byte[] nonsense = {(byte) 0x83, 2, 3, 4, (byte) 0xc2, 1, 2, (byte) 0x80};
    Files.write(file, Bytes.concat(Bytes.wrap(nonsense), before).toArray());
    assertThat(hashes(start())).containsExactly(NEXT.hash());
  }

  @Test
  void worksWithoutAJournalThatCannotBeWritten() throws IOException {
    Files.createDirectories(file.resolve("in the way"));
    TransactionPool pool = start();
    submit(pool, NEXT);
    assertThat(hashes(pool)).containsExactly(NEXT.hash());
  }

  @Test
  void isWrittenAnewAtEachInterval() throws IOException {
    TransactionPool pool =
        start(new PoolSettings.Journal(file, Duration.ofMinutes(10), false, Set.of()));
    pool.run(0);
    submit(pool, NEXT);
    rig.pool().submit(NEXT.encoded());
    rig.build(3, rig.genesis(), opAttributes(1001, false, deposit(1)));
    assertThat(pool.run(599_999)).isEqualTo(600_000);
    assertThat(hashes(pool)).isEmpty();
    assertThat(Files.size(file)).isPositive();
    pool.run(600_000);
    assertThat(file).isEmptyFile();
    submit(pool, GAPPED);
    assertThat(hashes(start())).containsExactly(GAPPED.hash());
  }

  @Test
  void hasOnlyTheNamedAccountsWithoutLocals() {
    Set<Address> locals = Set.of(address(BOB));
    TransactionPool pool = start(new PoolSettings.Journal(file, Duration.ofHours(1), true, locals));
    submit(pool, NEXT);
    submit(pool, legacy(0));
    assertThat(hashes(start())).containsExactly(legacy(0).hash());
  }

  @Test
  void leavesOutTransactionsWithConditions() {
    TransactionPool pool = start();
    pool.submit(
        NEXT.encoded(), new TransactionCondition(new TreeMap<>(), UInt256.ONE, null, null, null));
    submit(pool, GAPPED);
    assertThat(hashes(start())).containsExactly(GAPPED.hash());
  }
}
