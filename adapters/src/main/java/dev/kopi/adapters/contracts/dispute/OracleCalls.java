package dev.kopi.adapters.contracts.dispute;

import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;

/**
 * The calls that load a part of a pre-image into the PreimageOracle. Offsets count from the length
 * of 8 bytes before the data; the data given here is without it.
 */
public final class OracleCalls {
  private OracleCalls() {}

  /** Loads a part of what a Keccak-256 hash is the hash of. */
  public static Bytes loadKeccak256(long offset, Bytes data) {
    return AbiEncoder.call(
        "loadKeccak256PreimagePart(uint256,bytes)", AbiValue.of(offset), AbiValue.of(data));
  }

  /** Loads a part of what a SHA-256 hash is the hash of. */
  public static Bytes loadSha256(long offset, Bytes data) {
    return AbiEncoder.call(
        "loadSha256PreimagePart(uint256,bytes)", AbiValue.of(offset), AbiValue.of(data));
  }

  /**
   * Loads a field element of a blob.
   *
   * @param point where the blob's polynomial is evaluated
   * @param value its value there
   * @param commitment 48 bytes
   * @param proof 48 bytes
   */
  public static Bytes loadBlob(
      UInt256 point, UInt256 value, Bytes commitment, Bytes proof, long offset) {
    return AbiEncoder.call(
        "loadBlobPreimagePart(uint256,uint256,bytes,bytes,uint256)",
        AbiValue.of(point),
        AbiValue.of(value),
        AbiValue.of(commitment),
        AbiValue.of(proof),
        AbiValue.of(offset));
  }

  /**
   * Loads a part of the result of a precompiled contract, by an oracle of version 1.1 or later.
   *
   * @param gas what the call needs
   */
  public static Bytes loadPrecompile(long offset, Address precompile, long gas, Bytes input) {
    return AbiEncoder.call(
        "loadPrecompilePreimagePart(uint256,address,uint64,bytes)",
        AbiValue.of(offset),
        AbiValue.of(precompile),
        AbiValue.of(gas),
        AbiValue.of(input));
  }

  /** Loads a part of the result of a precompiled contract, by an oracle of version 1.0. */
  public static Bytes loadPrecompileV1(long offset, Address precompile, Bytes input) {
    return AbiEncoder.call(
        "loadPrecompilePreimagePart(uint256,address,bytes)",
        AbiValue.of(offset),
        AbiValue.of(precompile),
        AbiValue.of(input));
  }
}
