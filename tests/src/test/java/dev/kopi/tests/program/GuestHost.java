package dev.kopi.tests.program;

import dev.kopi.core.cannon.machine.Host;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageOracle;
import dev.kopi.core.proof.preimage.ProofHint;
import java.nio.charset.StandardCharsets;

/** Serves a program in the VM the pre-images of an oracle, and keeps what it prints. */
public final class GuestHost implements Host {
  private final PreimageOracle oracle;
  private final StringBuilder output = new StringBuilder();
  private int preimages;

  /** Over an oracle. */
  public GuestHost(PreimageOracle oracle) {
    this.oracle = oracle;
  }

  /** What the program printed. */
  public String output() {
    return output.toString();
  }

  /** How many pre-images it read. */
  public int preimages() {
    return preimages;
  }

  @Override
  public Bytes preimage(Hash key) {
    preimages++;
    return oracle.read(new PreimageKey(key));
  }

  @Override
  public void hint(Bytes hint) {
    oracle.hint(ProofHint.parse(new String(hint.unsafeArray(), StandardCharsets.US_ASCII)));
  }

  @Override
  public void write(int fd, Bytes data) {
    output.append(new String(data.unsafeArray(), StandardCharsets.US_ASCII));
  }
}
