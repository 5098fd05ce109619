package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.batcher.BlobEncoding;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.event.DerivationEvent.InboxDataDropped;
import dev.kopi.core.derivation.event.DerivationEvent.InboxFault;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which data the traversal and the retrieval of L1 hand on to derivation. */
class DataRetrievalRulesTest {
  private static Bytes blob(Bytes data) {
    return Bytes.wrap(BlobEncoding.encode(data));
  }

  @Test
  void readsBatchesFromTheBatchersTransactions() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    chain.post(chain.frame(chain.sequence(chain.l1.at(0), chain.transaction())));
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
    assertThat(chain.derived.getFirst().derivedFrom()).isEqualTo(chain.l1.head());
  }

  @Test
  void ignoresTransactionsToOtherAddresses() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    Bytes data = DerivationHarness.data(chain.frame(chain.sequence(chain.l1.at(0))));
    chain.post(DerivationHarness.BATCHER, DerivationHarness.DEPOSIT_CONTRACT, data);
    chain.mine();
    assertThat(chain.head().number()).isZero();
  }

  @Test
  void ignoresTransactionsOfOtherSenders() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    Bytes data = DerivationHarness.data(chain.frame(chain.sequence(chain.l1.at(0))));
    chain.post(PrivateKey.of(UInt256.of(78)), DerivationHarness.INBOX, data);
    chain.mine();
    assertThat(chain.head().number()).isZero();
    assertThat(chain.events(InboxDataDropped.class).getFirst().fault())
        .isEqualTo(InboxFault.NOT_THE_BATCHER);
  }

  @Test
  void ignoresTransactionsOfTypeFour() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    Bytes data = DerivationHarness.data(chain.frame(chain.sequence(chain.l1.at(0))));
    Transaction unsigned =
        new Transaction.SetCode(
            UInt256.of(900),
            0,
            UInt256.ONE,
            UInt256.of(100),
            1_000_000,
            DerivationHarness.INBOX,
            UInt256.ZERO,
            data,
            List.of(),
            List.of(),
            new Signature(UInt256.ZERO, UInt256.ONE, UInt256.ONE));
    chain.l1.add(TransactionEnvelope.decode(TransactionCodec.encode(unsigned)));
    chain.mine();
    assertThat(chain.head().number()).isZero();
    assertThat(chain.events(InboxDataDropped.class).getFirst().fault())
        .isEqualTo(InboxFault.TRANSACTION_TYPE);
  }

  @Test
  void aNewBatcherCountsFromTheBlockThatAnnouncesIt() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    PrivateKey next = PrivateKey.of(UInt256.of(79));
    Bytes data = DerivationHarness.data(chain.frame(chain.sequence(chain.l1.at(0))));
    UInt256 batcher = DerivationHarness.CRYPTO.secp256k1().address(next).toWord();
    chain.log(next, SystemConfigRulesTest.update(0, batcher));
    chain.post(next, DerivationHarness.INBOX, data);
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void readsBlobsFromEcotoneOn() {
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    Bytes first = DerivationHarness.data(chain.frame(chain.sequence(chain.l1.at(0))));
    Bytes second = DerivationHarness.data(chain.frame(chain.sequence(chain.l1.at(0))));
    chain.postBlobs(Bytes.EMPTY, blob(first), blob(second));
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
    assertThat(chain.head().number()).isEqualTo(2);
  }

  @Test
  void ignoresTheCallDataOfBlobTransactions() {
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    Bytes data = DerivationHarness.data(chain.frame(chain.sequence(chain.l1.at(0))));
    chain.postBlobs(data, blob(Bytes.fromHex("00")));
    chain.mine();
    assertThat(chain.head().number()).isZero();
  }

  @Test
  void ignoresAMalformedBlobAndReadsTheOthers() {
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    Bytes data = DerivationHarness.data(chain.frame(chain.sequence(chain.l1.at(0))));
    byte[] version = blob(data).toArray();
    version[1] = 1;
    byte[] element = blob(data).toArray();
    element[32] |= (byte) 0x80;
    byte[] tail = blob(data).toArray();
    tail[tail.length - 1] = 1;
    byte[] length = blob(data).toArray();
    length[2] = (byte) 0xff;
    chain.postBlobs(
        Bytes.EMPTY,
        Bytes.wrap(version),
        Bytes.wrap(element),
        Bytes.wrap(tail),
        Bytes.wrap(length),
        blob(data));
    chain.mine();
    assertThat(chain.events(InboxDataDropped.class))
        .hasSize(4)
        .allMatch(event -> event.fault() == InboxFault.BLOB_ENCODING);
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void waitsForBlobsThatCannotBeHad() {
    DerivationHarness chain = new DerivationHarness(OpFork.ECOTONE);
    Bytes data = DerivationHarness.data(chain.frame(chain.sequence(chain.l1.at(0))));
    Bytes blob = blob(data);
    chain.postBlobs(Bytes.EMPTY, blob);
    chain.l1.loseBlobs();
    assertThatThrownBy(chain::mine).isInstanceOf(TemporaryException.class);
    chain.l1.addBlob(Keccak256.hash(blob), blob);
    chain.derive();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void aReorganisationOfL1AsksForAReset() {
    DerivationHarness chain = new DerivationHarness(OpFork.GRANITE);
    chain.mine(3);
    chain.l1.reorg(2);
    chain.l1.mine();
    chain.l1.mine();
    chain.l1.mine();
    assertThatThrownBy(chain::derive).isInstanceOf(ResetException.class);
  }
}
