package dev.kopi.apps.bench;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.telemetry.ProcessMemory;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.TransactionSigner;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Sends transfers to a devnet for a long time and measures its resident memory: it must stay below
 * a bound and not grow.
 */
public final class SoakBench {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final UInt256 GWEI = UInt256.of(1_000_000_000);
  private static final long SAMPLE_NANOS = 30_000_000_000L;

  /** How many transactions of an account may wait, when they are sent as fast as sequenced. */
  private static final int WAITING = 48;

  private final EthClient engine;
  private final long pid;
  private final Secp256k1 curve = NativeCrypto.create().secp256k1();
  private final UInt256 chainId;
  private final List<Account> accounts = new ArrayList<>();

  /**
   * What is sent.
   *
   * @param rate transactions each second; 0 for as many as are sequenced
   * @param seconds how long; 0 for no limit
   * @param transactions how many; 0 for no limit
   */
  public record Plan(int rate, long seconds, long transactions) {}

  /**
   * One measurement.
   *
   * @param seconds since the start
   * @param sent transactions that were accepted
   * @param l2Block the number of the sequencer's head
   * @param residentMib the resident memory of the devnet's process
   */
  public record Sample(long seconds, long sent, long l2Block, long residentMib) {}

  private final class Account {
    private final MnemonicAccount key;
    private long nonce;
    private long mined;

    Account(MnemonicAccount key) {
      this.key = key;
      nonce = engine.nonce(key.address(), EthClient.PENDING);
      mined = nonce;
    }

    boolean send() {
      Address to = MnemonicAccount.TEN.get((int) (nonce % MnemonicAccount.TEN.size())).address();
      Transaction unsigned =
          new Transaction.DynamicFee(
              chainId,
              nonce,
              GWEI,
              GWEI.multiply(UInt256.of(50)),
              21_000,
              to,
              UInt256.ONE,
              Bytes.EMPTY,
              List.of(),
              TransactionSigner.NONE);
      try {
        engine.sendRaw(
            TransactionEnvelope.of(TransactionSigner.sign(unsigned, curve, key.privateKey()))
                .encoded());
        nonce++;
        return true;
      } catch (RpcException | RpcTransportException e) {
        nonce = engine.nonce(key.address(), EthClient.PENDING);
        return false;
      }
    }
  }

  /**
   * A benchmark of a running devnet.
   *
   * @param devnet what {@code kopi devnet --json} printed
   * @param pid its process
   */
  public SoakBench(JsonNode devnet, long pid) {
    this.pid = pid;
    String url = JsonFields.text(JsonFields.required(devnet, "sequencer"), "rpc", "");
    engine = new EthClient(new HttpRpcClient(URI.create(url), TIMEOUT)::call);
    chainId = engine.chainId();
    for (MnemonicAccount key : MnemonicAccount.TEN) {
      accounts.add(new Account(key));
    }
  }

  /** Sends, and reports a sample each half minute and at the end. */
  public List<Sample> run(Plan plan, Consumer<Sample> report) throws InterruptedException {
    List<Sample> samples = new ArrayList<>();
    long start = System.nanoTime();
    long sent = 0;
    long next = start;
    long turn = 0;
    while (goesOn(plan, start, sent)) {
      if (System.nanoTime() >= next) {
        next += SAMPLE_NANOS;
        samples.add(sample(start, sent, report));
      }
      Account account = accounts.get((int) (turn++ % accounts.size()));
      if (plan.rate() > 0) {
        long due = start + sent * 1_000_000_000L / plan.rate();
        long wait = (due - System.nanoTime()) / 1_000_000;
        if (wait > 0) {
          Thread.sleep(wait);
        }
      } else if (!mayWait(account)) {
        Thread.sleep(20);
        continue;
      }
      if (account.send()) {
        sent++;
      } else {
        Thread.sleep(50);
      }
    }
    samples.add(sample(start, sent, report));
    return samples;
  }

  private boolean mayWait(Account account) {
    if (account.nonce - account.mined >= WAITING) {
      account.mined = engine.nonce(account.key.address(), EthClient.LATEST);
    }
    return account.nonce - account.mined < WAITING;
  }

  private static boolean goesOn(Plan plan, long start, long sent) {
    boolean time = plan.seconds() == 0 || seconds(start) < plan.seconds();
    return time && (plan.transactions() == 0 || sent < plan.transactions());
  }

  private static long seconds(long start) {
    return (System.nanoTime() - start) / 1_000_000_000;
  }

  private Sample sample(long start, long sent, Consumer<Sample> report) {
    @Nullable Header head = engine.header(EthClient.LATEST);
    Sample sample =
        new Sample(
            seconds(start),
            sent,
            head == null ? -1 : head.number(),
            ProcessMemory.residentMib(pid));
    report.accept(sample);
    return sample;
  }

  /**
   * By how much memory grew over the last half of the time, in percent: the mean of its second half
   * over the mean of its first.
   */
  public static double growthPercent(List<Sample> samples) {
    long end = samples.getLast().seconds();
    double before = mean(samples, end / 2, end * 3 / 4);
    double after = mean(samples, end * 3 / 4, end + 1);
    return (after / before - 1) * 100;
  }

  private static double mean(List<Sample> samples, long from, long to) {
    return samples.stream()
        .filter(sample -> sample.seconds() >= from && sample.seconds() < to)
        .mapToLong(Sample::residentMib)
        .average()
        .orElse(Double.NaN);
  }
}
