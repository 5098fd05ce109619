package dev.kopi.adapters.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.crypto.UnavailableException;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeKzgTest {
  private static final Kzg KZG = new NativeKzg(TrustedSetup.bundled());

  @Test
  void provesWhatItVerifies() {
    byte[] blob = blob(1);
    byte[] commitment = KZG.blobToCommitment(blob);
    byte[] proof = KZG.blobProof(blob, commitment);
    assertThat(commitment).hasSize(Kzg.POINT_BYTES);
    assertThat(KZG.verifyBlobProof(blob, commitment, proof)).isTrue();

    byte[] other = blob(2);
    assertThat(KZG.verifyBlobProof(other, commitment, proof)).isFalse();
    assertThat(KZG.verifyBlobProof(blob, KZG.blobToCommitment(other), proof)).isFalse();
    assertThat(KZG.verifyBlobProof(blob, commitment, commitment)).isFalse();
  }

  @Test
  void verifiesManyBlobsAtOnce() {
    List<byte[]> blobs = List.of(blob(3), blob(4), blob(5));
    List<byte[]> commitments = blobs.stream().map(KZG::blobToCommitment).toList();
    List<byte[]> proofs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      proofs.add(KZG.blobProof(blobs.get(i), commitments.get(i)));
    }
    assertThat(KZG.verifyBlobProofs(blobs, commitments, proofs)).isTrue();
    assertThat(KZG.verifyBlobProofs(List.of(), List.of(), List.of())).isTrue();
    assertThat(KZG.verifyBlobProofs(blobs, commitments, proofs.subList(0, 2))).isFalse();
    assertThat(KZG.verifyBlobProofs(blobs, commitments, proofs.reversed())).isFalse();
  }

  @Test
  void provesAndVerifiesCells() {
    List<byte[]> blobs = List.of(blob(6), blob(7));
    List<byte[]> commitments = blobs.stream().map(KZG::blobToCommitment).toList();
    List<byte[]> proofs = new ArrayList<>();
    for (byte[] blob : blobs) {
      Kzg.CellsAndProofs all = KZG.cellsAndProofs(blob);
      assertThat(all.cells()).hasSize(Kzg.CELLS_PER_BLOB);
      assertThat(all.cells().get(0)).isEqualTo(Arrays.copyOf(blob, Kzg.CELL_BYTES));
      proofs.addAll(all.proofs());
    }
    assertThat(KZG.verifyCellProofs(blobs, commitments, proofs)).isTrue();
    assertThat(KZG.verifyCellProofs(blobs.reversed(), commitments, proofs)).isFalse();
    assertThat(KZG.verifyCellProofs(blobs, commitments, proofs.subList(0, 255))).isFalse();
    List<byte[]> swapped = new ArrayList<>(proofs);
    swapped.set(17, proofs.get(18));
    assertThat(KZG.verifyCellProofs(blobs, commitments, swapped)).isFalse();
  }

  @Test
  void refusesMalformedBlobsAndPoints() {
    byte[] blob = blob(8);
    byte[] commitment = KZG.blobToCommitment(blob);
    byte[] proof = KZG.blobProof(blob, commitment);
    byte[] tooLarge = blob.clone();
    Arrays.fill(tooLarge, 32, 64, (byte) 0xff);
    byte[] noPoint = new byte[Kzg.POINT_BYTES];

    assertThat(KZG.verifyBlobProof(tooLarge, commitment, proof)).isFalse();
    assertThat(KZG.verifyBlobProof(blob, noPoint, proof)).isFalse();
    assertThat(KZG.verifyBlobProof(blob, commitment, noPoint)).isFalse();
    assertThat(KZG.verifyBlobProof(new byte[5], commitment, proof)).isFalse();
    assertThat(KZG.verifyPointEvaluation(new byte[192], 0)).isFalse();
    assertThatThrownBy(() -> KZG.blobToCommitment(tooLarge)).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> KZG.cellsAndProofs(tooLarge)).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> KZG.blobProof(blob, noPoint)).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> KZG.blobToCommitment(new byte[131_071]))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void saysWhenTheSetupIsMissingOrNoSetup(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("missing.json");
    assertThatThrownBy(() -> new NativeKzg(TrustedSetup.file(missing)).prepare())
        .isInstanceOf(UnavailableException.class);
    for (String json :
        List.of("", "[]", "{}", "{\"g1_monomial\": [\"0x00\"]}", "{\"g1_lagrange\"")) {
      Path file = Files.writeString(folder.resolve("setup.json"), json);
      assertThatThrownBy(() -> new NativeKzg(TrustedSetup.file(file)).prepare())
          .as(json)
          .isInstanceOf(UnavailableException.class);
    }
  }

  /** Random field elements, all below the modulus. */
  private static byte[] blob(long seed) {
    byte[] blob = new byte[Kzg.BLOB_BYTES];
    new Random(seed).nextBytes(blob);
    for (int i = 0; i < blob.length; i += 32) {
      blob[i] &= 0x3f;
    }
    return blob;
  }
}
