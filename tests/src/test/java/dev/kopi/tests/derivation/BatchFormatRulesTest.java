package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.apps.bench.derivation.RandomBatches;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.batch.BatchDecoder;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.batch.SpanBatch;
import dev.kopi.core.derivation.batch.SpanBatchEncoder;
import dev.kopi.core.primitives.ByteRange;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.RollupConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchFormatRulesTest {
  private static final RollupConfig CONFIG = DerivationHarness.config(OpFork.KARST);
  private static final Hash PARENT = Hash.ofWords(1, 2, 3, 4);
  private static final Hash EPOCH = Hash.ofWords(5, 6, 7, 8);
  private static final long FIRST = CONFIG.genesisTimeSeconds() + 20;

  private final RandomBatches random = new RandomBatches(9, CONFIG, true, 40);

  private static SingularBatch block(int place, long epoch, List<Bytes> transactions) {
    return new SingularBatch(PARENT, new BlockId(EPOCH, epoch), FIRST + 2L * place, transactions);
  }

  private static Bytes span(List<SingularBatch> blocks, long sequenceNumber) {
    SpanBatchEncoder encoder = new SpanBatchEncoder(CONFIG);
    for (SingularBatch block : blocks) {
      encoder.add(block, sequenceNumber);
    }
    RlpWriter out = new RlpWriter();
    encoder.writeTo(out);
    return new RlpReader(out.toBytes()).bytes();
  }

  private static BatchDecoder.Decoded decode(Bytes data) {
    return BatchDecoder.decode(CONFIG, true, ByteRange.of(data));
  }

  private static void assertRefused(String hex) {
    assertThatThrownBy(() -> decode(Bytes.fromHex(hex))).isInstanceOf(DecodeException.class);
  }

  @Test
  void versionZeroIsASingularBatch() {
    SingularBatch batch = block(0, 7, List.of(random.transaction()));
    RlpWriter out = new RlpWriter();
    batch.writeTo(out);
    Bytes data = new RlpReader(out.toBytes()).bytes();
    assertThat(data.get(0)).isZero();
    assertThat(decode(data)).isEqualTo(new BatchDecoder.Decoded.Read(batch));
  }

  @Test
  void versionOneIsASpanBatch() {
    Bytes data = span(List.of(block(0, 7, List.of())), 0);
    assertThat(data.get(0)).isEqualTo((byte) 1);
    assertThat(decode(data)).isInstanceOf(BatchDecoder.Decoded.Read.class);
  }

  @Test
  void otherVersionsAreRefused() {
    assertRefused("02c0");
    assertRefused("");
  }

  @Test
  void spanBatchesCountForNothingBeforeDelta() {
    Bytes data = span(List.of(block(0, 7, List.of())), 0);
    assertThat(BatchDecoder.decode(CONFIG, false, ByteRange.of(data)))
        .isEqualTo(new BatchDecoder.Decoded.TooEarly());
  }

  @Test
  void aSpanStandsForItsBlocks() {
    List<SingularBatch> blocks =
        List.of(
            block(0, 7, List.of(random.transaction(), random.transaction())),
            block(1, 7, List.of()),
            block(2, 8, List.of(random.transaction())),
            block(3, 9, List.of(random.transaction())));
    SpanBatch span = (SpanBatch) ((BatchDecoder.Decoded.Read) decode(span(blocks, 1))).batch();
    assertThat(span.blocks())
        .isEqualTo(
            blocks.stream()
                .map(b ->
                    new SpanBatch.Element(
                        b.epoch().number(), b.timestampSeconds(), b.transactions()))
                .toList());
    assertThat(span.buildsOn(PARENT)).isTrue();
    assertThat(span.endsAtOrigin(EPOCH)).isTrue();
  }

  @Test
  void aSpanHasABlock() {
    assertRefused("01" + "0a" + "07" + "00".repeat(40) + "00");
  }

  @Test
  void aSpanHasAtMostTenMillionBlocksAndTransactions() {
    // 10,000,001 as a variable length number.
    assertRefused("01" + "0a" + "07" + "00".repeat(40) + "81ade204");
    assertRefused("01" + "0a" + "07" + "00".repeat(40) + "01" + "00" + "81ade204");
  }

  @Test
  void thePaddingOfABitListIsZero() {
    Bytes good = span(List.of(block(0, 7, List.of())), 0);
    // The bits of the origins: one block, one bit.
    byte[] bad = good.toArray();
    bad[bad.length - 2] = (byte) 0x81;
    assertThatThrownBy(() -> decode(Bytes.wrap(bad))).isInstanceOf(DecodeException.class);
  }

  @Test
  void aTransactionOfAnUnknownKindSpoilsTheSpanAlone() {
    // One block with one transaction of type 3 whose data is an empty list.
    String span =
        "01"
            + "0a"
            + "07"
            + "00".repeat(40)
            + "01"
            + "01"
            + "01" // one block, one transaction
            + "01"
            + "00"
            + "00".repeat(64) // creation, parity, signature
            + "03c0"
            + "00"
            + "00"; // data, nonce, gas
    assertThat(decode(Bytes.fromHex(span))).isEqualTo(new BatchDecoder.Decoded.Unusable());
  }

  @Test
  void aSetCodeTransactionHasARecipient() {
    String span =
        "01"
            + "0a"
            + "07"
            + "00".repeat(40)
            + "01"
            + "01"
            + "01"
            + "01"
            + "00"
            + "00".repeat(64)
            + "04c680808080c0c0"
            + "00"
            + "00";
    assertThat(decode(Bytes.fromHex(span))).isEqualTo(new BatchDecoder.Decoded.Unusable());
  }

  @Test
  void whatFollowsABatchInItsByteStringDoesNotMatter() {
    Bytes data = span(List.of(block(0, 7, List.of())), 0);
    assertThat(decode(Bytes.concat(data, Bytes.fromHex("ff")))).isEqualTo(decode(data));
  }
}
