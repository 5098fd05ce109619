package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.attributes.DepositLog;
import dev.kopi.core.derivation.attributes.Deposits;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.junit.jupiter.api.Test;

class DepositRulesTest {
  private static final Hash BLOCK = Hash.ofWords(1, 2, 3, 4);
  private static final Address FROM = Address.fromHex("00000000000000000000000000000000000000f0");
  private static final Address TO = Address.fromHex("00000000000000000000000000000000000000e0");

  private static Bytes word(UInt256 value) {
    byte[] out = new byte[32];
    value.writeTo(out, 0);
    return Bytes.wrap(out);
  }

  private static Hash topic(Address address) {
    return Hash.of(word(address.toWord()));
  }

  /** A deposit of 5 wei of which 3 are sent on, with 100,000 gas. */
  private static Log log(Hash version, boolean creation, String data) {
    Bytes opaque =
        Bytes.concat(
            word(UInt256.of(5)),
            word(UInt256.of(3)),
            Bytes.fromHex("00000000000186a0" + (creation ? "01" : "00") + data));
    int padding = (32 - opaque.size() % 32) % 32;
    return new Log(
        DerivationHarness.DEPOSIT_CONTRACT,
        List.of(DepositLog.TOPIC, topic(FROM), topic(TO), version),
        Bytes.concat(
            word(UInt256.of(32)),
            word(UInt256.of(opaque.size())),
            opaque,
            Bytes.wrap(new byte[padding])));
  }

  private static Receipt receipt(boolean success, Log... logs) {
    return new Receipt(
        TransactionType.DYNAMIC_FEE, null, success, 21_000, List.of(logs), null, null);
  }

  private static List<Transaction.Deposit> deposits(Receipt... receipts) {
    return Deposits.fromReceipts(List.of(receipts), DerivationHarness.DEPOSIT_CONTRACT, BLOCK);
  }

  @Test
  void aLogOfTheDepositContractIsADeposit() {
    Transaction.Deposit found = deposits(receipt(true, log(Hash.ZERO, false, "c0ffee"))).getFirst();
    assertThat(found.from()).isEqualTo(FROM);
    assertThat(found.to()).isEqualTo(TO);
    assertThat(found.mint()).isEqualTo(UInt256.of(5));
    assertThat(found.value()).isEqualTo(UInt256.of(3));
    assertThat(found.gasLimit()).isEqualTo(100_000);
    assertThat(found.isSystemTransaction()).isFalse();
    assertThat(found.data()).isEqualTo(Bytes.fromHex("c0ffee"));
  }

  @Test
  void aCreationHasNoRecipient() {
    assertThat(deposits(receipt(true, log(Hash.ZERO, true, "00"))).getFirst().to()).isNull();
  }

  @Test
  void theSourceHashNamesBlockAndLog() {
    Log log = log(Hash.ZERO, false, "");
    List<Transaction.Deposit> found = deposits(receipt(true, log, log));
    // keccak256(bytes32(0) ++ keccak256(block hash ++ bytes32(log index)))
    Bytes inner = Keccak256.hash(Bytes.concat(BLOCK.toBytes(), word(UInt256.ONE))).toBytes();
    assertThat(found.get(1).sourceHash())
        .isEqualTo(Keccak256.hash(Bytes.concat(word(UInt256.ZERO), inner)));
    assertThat(found.get(0).sourceHash()).isNotEqualTo(found.get(1).sourceHash());
  }

  @Test
  void logsOfFailedTransactionsCountForTheIndexAlone() {
    Log log = log(Hash.ZERO, false, "");
    List<Transaction.Deposit> found = deposits(receipt(false, log), receipt(true, log));
    assertThat(found).hasSize(1);
    assertThat(found).isEqualTo(deposits(receipt(true, log, log)).subList(1, 2));
  }

  @Test
  void logsOfOtherContractsAreNoDeposits() {
    Log log = log(Hash.ZERO, false, "");
    assertThat(deposits(receipt(true, new Log(TO, log.topics(), log.data())))).isEmpty();
  }

  @Test
  void aMalformedDepositIsNeverPassedOver() {
    Log good = log(Hash.ZERO, false, "");
    Log version = log(Hash.ofWords(0, 0, 0, 1), false, "");
    Log cut = new Log(good.address(), good.topics(), good.data().slice(0, good.data().size() - 32));
    for (Log bad : List.of(version, cut)) {
      assertThatThrownBy(() -> deposits(receipt(true, bad))).isInstanceOf(CriticalException.class);
    }
  }
}
