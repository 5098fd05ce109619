package dev.kopi.apps.conformance.cannon;

import dev.kopi.apps.conformance.DifferenceException;
import dev.kopi.core.cannon.machine.Host;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Serves recorded pre-images; keeps hints and output. */
final class RecordedHost implements Host {
  private final Map<Hash, Bytes> preimages;
  private final List<Bytes> hints = new ArrayList<>();
  private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
  private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

  RecordedHost(Map<Hash, Bytes> preimages) {
    this.preimages = preimages;
  }

  @Override
  public Bytes preimage(Hash key) {
    Bytes value = preimages.get(key);
    if (value == null) {
      throw new DifferenceException("pre-image " + key + " was never asked for in the recording");
    }
    return value;
  }

  @Override
  public void hint(Bytes hint) {
    hints.add(hint);
  }

  @Override
  public void write(int fd, Bytes data) {
    (fd == 1 ? stdout : stderr).writeBytes(data.toArray());
  }

  List<Bytes> hints() {
    return hints;
  }

  Bytes output(int fd) {
    return Bytes.wrap((fd == 1 ? stdout : stderr).toByteArray());
  }
}
