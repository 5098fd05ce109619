package dev.kopi.core.crypto;

import dev.kopi.core.crypto.UnavailableException.Primitive;
import java.util.List;

/** Stands where no implementation of KZG was given. */
final class UnavailableKzg implements Kzg {
  static final UnavailableKzg INSTANCE = new UnavailableKzg();

  private UnavailableKzg() {}

  @Override
  public void prepare() {
    throw unavailable();
  }

  @Override
  public boolean verifyPointEvaluation(byte[] input, int offset) {
    throw unavailable();
  }

  @Override
  public byte[] blobToCommitment(byte[] blob) {
    throw unavailable();
  }

  @Override
  public byte[] blobProof(byte[] blob, byte[] commitment) {
    throw unavailable();
  }

  @Override
  public CellsAndProofs cellsAndProofs(byte[] blob) {
    throw unavailable();
  }

  @Override
  public boolean verifyBlobProof(byte[] blob, byte[] commitment, byte[] proof) {
    throw unavailable();
  }

  @Override
  public boolean verifyBlobProofs(
      List<byte[]> blobs, List<byte[]> commitments, List<byte[]> proofs) {
    throw unavailable();
  }

  @Override
  public boolean verifyCellProofs(
      List<byte[]> blobs, List<byte[]> commitments, List<byte[]> proofs) {
    throw unavailable();
  }

  private static UnavailableException unavailable() {
    return new UnavailableException(Primitive.KZG, "no implementation was given");
  }
}
