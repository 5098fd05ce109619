package dev.kopi.apps.deployer.contracts;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The code of every {@link Contract} and of the preinstalls: what the build packed out of the npm
 * package, and Kopi's own.
 *
 * @param contracts the code of each contract
 * @param preinstalls by name, the contracts of others that every L2 starts with
 */
public record ContractArtifacts(
    Map<Contract, Artifact> contracts, Map<String, Preinstall> preinstalls) {
  /** The resource beside this class. */
  public static final String RESOURCE = "contracts.bin";

  private static final int FORMAT = 0x4b4f5032;

  /** Copies and sorts the maps. */
  public ContractArtifacts {
    contracts = Collections.unmodifiableMap(new EnumMap<>(contracts));
    preinstalls = Collections.unmodifiableMap(new TreeMap<>(preinstalls));
  }

  /**
   * The code of a contract.
   *
   * @param creationCode runs once and answers the runtime code; constructor arguments follow it
   * @param runtimeCode the deployed code, with zeros in place of immutables
   */
  public record Artifact(Bytes creationCode, Bytes runtimeCode) {}

  /**
   * A contract that every L2 starts with, though it is not part of the protocol.
   *
   * @param address its address on every chain
   * @param code its runtime code; empty for an account that only its nonce matters of
   */
  public record Preinstall(Address address, Bytes code) {}

  /**
   * The artifacts beside this class.
   *
   * @throws IllegalStateException when the build left them out or they are damaged
   */
  public static ContractArtifacts bundled() {
    try (InputStream in = ContractArtifacts.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not on the class path: build again");
      }
      ContractArtifacts packed = read(new BufferedInputStream(in, 1 << 16));
      Map<Contract, Artifact> contracts = new EnumMap<>(Contract.class);
      contracts.putAll(packed.contracts);
      contracts.putAll(OwnCode.contracts());
      Map<String, Preinstall> preinstalls = new TreeMap<>(packed.preinstalls);
      preinstalls.putAll(OwnCode.preinstalls());
      return new ContractArtifacts(contracts, preinstalls);
    } catch (IOException e) {
      throw new IllegalStateException(RESOURCE + " cannot be read: build again", e);
    }
  }

  /** The code of a contract. */
  public Artifact of(Contract contract) {
    Artifact artifact = contracts.get(contract);
    if (artifact == null) {
      throw new IllegalStateException("no artifact of " + contract.sourceName());
    }
    return artifact;
  }

  /** The preinstall with this name. */
  public Preinstall preinstall(String name) {
    Preinstall preinstall = preinstalls.get(name);
    if (preinstall == null) {
      throw new IllegalStateException("no preinstall with the name " + name);
    }
    return preinstall;
  }

  /** Writes what {@link #read} reads. */
  public void write(OutputStream target) throws IOException {
    DataOutputStream out = new DataOutputStream(target);
    out.writeInt(FORMAT);
    out.writeInt(contracts.size());
    for (Map.Entry<Contract, Artifact> entry : contracts.entrySet()) {
      out.writeUTF(entry.getKey().name());
      writeBytes(out, entry.getValue().creationCode());
      writeBytes(out, entry.getValue().runtimeCode());
    }
    out.writeInt(preinstalls.size());
    for (Map.Entry<String, Preinstall> entry : preinstalls.entrySet()) {
      out.writeUTF(entry.getKey());
      out.write(entry.getValue().address().toArray());
      writeBytes(out, entry.getValue().code());
    }
    out.flush();
  }

  /** The hash of all of the code. */
  public Hash hash() {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try {
      write(packed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Keccak256.hash(packed.toByteArray());
  }

  /** Reads the packed form. */
  public static ContractArtifacts read(InputStream source) throws IOException {
    DataInputStream in = new DataInputStream(source);
    if (in.readInt() != FORMAT) {
      throw new IOException("not a file of packed contracts");
    }
    Map<String, Contract> byName = new TreeMap<>();
    for (Contract contract : Contract.values()) {
      byName.put(contract.name(), contract);
    }
    Map<Contract, Artifact> contracts = new EnumMap<>(Contract.class);
    for (int i = in.readInt(); i > 0; i--) {
      String name = in.readUTF();
      Artifact artifact = new Artifact(readBytes(in), readBytes(in));
      Contract contract = byName.get(name);
      if (contract != null) {
        contracts.put(contract, artifact);
      }
    }
    Map<String, Preinstall> preinstalls = new TreeMap<>();
    for (int i = in.readInt(); i > 0; i--) {
      String name = in.readUTF();
      byte[] address = new byte[20];
      in.readFully(address);
      preinstalls.put(name, new Preinstall(Address.of(address), readBytes(in)));
    }
    return new ContractArtifacts(contracts, preinstalls);
  }

  private static void writeBytes(DataOutputStream out, Bytes bytes) throws IOException {
    out.writeInt(bytes.size());
    out.write(bytes.unsafeArray());
  }

  private static Bytes readBytes(DataInputStream in) throws IOException {
    return Bytes.wrap(in.readNBytes(in.readInt()));
  }
}
