package dev.kopi.services.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L2BlockRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeHeadsTest {
  private final SafeHeads heads = new SafeHeads(3);

  private static BlockId l1(long number) {
    return new BlockId(Hash.ofWords(1, 0, 0, number), number);
  }

  private static L2BlockRef l2(long number) {
    return new L2BlockRef(
        Hash.ofWords(2, 0, 0, number), number, Hash.ZERO, number, new BlockId(Hash.ZERO, 0), 0);
  }

  @Test
  void answersWithTheSafeHeadAtOrBeforeAnL1Block() {
    heads.moved(l2(10), l1(5));
    heads.moved(l2(12), l1(8));
    assertThat(heads.at(4)).isNull();
    assertThat(heads.at(7)).isEqualTo(new SafeHeads.Entry(l1(5), l2(10).id()));
    assertThat(heads.at(100)).isEqualTo(new SafeHeads.Entry(l1(8), l2(12).id()));
  }

  @Test
  void keepsTheLastSafeHeadOfAnL1Block() {
    heads.moved(l2(10), l1(5));
    heads.moved(l2(11), l1(5));
    assertThat(heads.at(5)).isEqualTo(new SafeHeads.Entry(l1(5), l2(11).id()));
  }

  @Test
  void evictsTheOldest() {
    for (long number = 1; number <= 5; number++) {
      heads.moved(l2(number), l1(number));
    }
    assertThat(heads.at(2)).isNull();
    assertThat(heads.at(3)).isNotNull();
  }

  @Test
  void aResetRemovesLaterEntries() {
    heads.moved(l2(10), l1(5));
    heads.moved(l2(12), l1(8));
    heads.moved(l2(14), l1(9));
    heads.reset(l2(11));
    assertThat(heads.at(100)).isEqualTo(new SafeHeads.Entry(l1(8), l2(11).id()));
    assertThat(heads.at(7)).isEqualTo(new SafeHeads.Entry(l1(5), l2(10).id()));
  }

  @Test
  void aResetToTheOldestEntryForgetsIt() {
    heads.moved(l2(10), l1(5));
    heads.moved(l2(12), l1(8));
    heads.reset(l2(10));
    assertThat(heads.at(100)).isNull();
  }

  @Test
  void aFolderKeepsTheEntriesOfEarlierRuns(@TempDir Path folder) {
    SafeHeads first = SafeHeads.inFolder(folder);
    for (long number = 1; number <= 50; number++) {
      first.moved(l2(10 * number), l1(number));
    }
    first.reset(l2(405));
    SafeHeads second = SafeHeads.inFolder(folder);
    assertThat(second.at(12)).isEqualTo(new SafeHeads.Entry(l1(12), l2(120).id()));
    assertThat(second.at(100)).isEqualTo(new SafeHeads.Entry(l1(41), l2(405).id()));
    second.moved(l2(500), l1(60));
    assertThat(SafeHeads.inFolder(folder).at(60))
        .isEqualTo(new SafeHeads.Entry(l1(60), l2(500).id()));
  }

  @Test
  void aFolderSurvivesARecordThatWasCutOffOrDamaged(@TempDir Path folder) throws IOException {
    SafeHeads heads = SafeHeads.inFolder(folder);
    heads.moved(l2(10), l1(1));
    heads.moved(l2(20), l1(2));
    heads.moved(l2(30), l1(3));
    Path file = folder.resolve("safe-heads");
    byte[] content = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(content, content.length - 1));
    assertThat(SafeHeads.inFolder(folder).at(100))
        .isEqualTo(new SafeHeads.Entry(l1(2), l2(20).id()));
    content = Files.readAllBytes(file);
    content[content.length - 1] ^= 1;
    Files.write(file, content);
    SafeHeads again = SafeHeads.inFolder(folder);
    assertThat(again.at(100)).isEqualTo(new SafeHeads.Entry(l1(1), l2(10).id()));
    again.moved(l2(21), l1(2));
    assertThat(again.at(100)).isEqualTo(new SafeHeads.Entry(l1(2), l2(21).id()));
  }

  @Test
  void aLowerL1BlockRemovesLaterEntries() {
    heads.moved(l2(10), l1(5));
    heads.moved(l2(12), l1(8));
    heads.moved(l2(11), l1(6));
    assertThat(heads.at(100)).isEqualTo(new SafeHeads.Entry(l1(6), l2(11).id()));
  }
}
