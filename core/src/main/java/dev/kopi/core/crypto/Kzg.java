package dev.kopi.core.crypto;

import java.util.List;

/**
 * KZG commitments over BLS12-381 as blobs use them. Blobs have {@link #BLOB_BYTES} bytes, cells
 * {@link #CELL_BYTES}, commitments and proofs 48. Verifiers answer false for malformed input;
 * provers throw {@link dev.kopi.core.primitives.DecodeException} for it.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-4844">EIP-4844</a>
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7594">EIP-7594</a>
 */
public interface Kzg {
  /** How many bytes a blob has: 4096 field elements of 32 bytes. */
  int BLOB_BYTES = 131_072;

  /** How many bytes a commitment or a proof has. */
  int POINT_BYTES = 48;

  /** How many cells an extended blob has. */
  int CELLS_PER_BLOB = 128;

  /** How many bytes a cell has: 64 field elements of 32 bytes. */
  int CELL_BYTES = 2048;

  /** Initialises what the first call would, such as the trusted setup; later calls do nothing. */
  void prepare();

  /**
   * Whether the polynomial of a commitment has value y at z. The input is that of the precompile at
   * 0x0a from {@code offset}: versioned hash (32, not checked here), z (32), y (32), commitment
   * (48), proof (48).
   */
  boolean verifyPointEvaluation(byte[] input, int offset);

  /** The commitment to a blob. */
  byte[] blobToCommitment(byte[] blob);

  /** The proof that a commitment belongs to a blob (EIP-4844). */
  byte[] blobProof(byte[] blob, byte[] commitment);

  /** All cells of a blob and their proofs (EIP-7594). */
  CellsAndProofs cellsAndProofs(byte[] blob);

  /** Whether a proof shows that a commitment belongs to a blob. */
  boolean verifyBlobProof(byte[] blob, byte[] commitment, byte[] proof);

  /** Whether all of several proofs hold; lists of different lengths do not. */
  boolean verifyBlobProofs(List<byte[]> blobs, List<byte[]> commitments, List<byte[]> proofs);

  /**
   * Whether all cells of the blobs, recomputed from the blobs, have the proofs given.
   *
   * @param proofs {@link #CELLS_PER_BLOB} proofs for each blob, blob after blob
   */
  boolean verifyCellProofs(List<byte[]> blobs, List<byte[]> commitments, List<byte[]> proofs);

  /**
   * The cells of one blob and their proofs, each list of {@link #CELLS_PER_BLOB}. The arrays belong
   * to the receiver.
   *
   * @param cells the cells in order; the first half is the blob itself
   * @param proofs the proof of each cell
   */
  record CellsAndProofs(List<byte[]> cells, List<byte[]> proofs) {
    /** Takes copies of the lists, not of the arrays. */
    public CellsAndProofs {
      cells = List.copyOf(cells);
      proofs = List.copyOf(proofs);
    }
  }
}
