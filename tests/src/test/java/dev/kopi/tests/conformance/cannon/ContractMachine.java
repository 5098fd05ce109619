package dev.kopi.tests.conformance.cannon;

import dev.kopi.apps.deployer.contracts.Contract;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.cannon.machine.StepProof;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.execution.transaction.TransactionOutcome.Executed;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.tests.conformance.dispute.Chain;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The contract MIPS with its PreimageOracle, both unmodified, in the EVM. */
final class ContractMachine {
  private static final Address PLAYER = Address.fromWord(UInt256.of(0xacc0_0000L));
  private static final int LOCAL = 1;
  private static final int KECCAK = 2;
  private static final int SHA256 = 4;
  private static final int LENGTHS_SLOT = 0;
  private static final int PARTS_SLOT = 1;
  private static final int PART_OK_SLOT = 2;

  private final Chain chain = new Chain(1_700_000_000);
  private final Address oracle =
      chain.create(PLAYER, Contract.PREIMAGE_ORACLE, AbiValue.of(10_000), AbiValue.of(8));
  private final Address machine = chain.create(PLAYER, Contract.MIPS, AbiValue.of(oracle));
  private final Map<Hash, Bytes> loaded = new HashMap<>();

  /** Executes a step; answers the state's hash after it, or nothing when the contract reverts. */
  Optional<Hash> step(Bytes stateData, Bytes proofData) {
    Executed executed =
        chain.send(
            PLAYER,
            machine,
            UInt256.ZERO,
            AbiEncoder.call(
                "step(bytes,bytes,bytes32)",
                AbiValue.of(stateData),
                AbiValue.of(proofData),
                AbiValue.of(Hash.ZERO)));
    return executed.success() ? Optional.of(Hash.of(executed.output())) : Optional.empty();
  }

  /** Makes a part of a pre-image known, as a player does before the step that reads it. */
  void load(StepProof.Preimage preimage) {
    Hash key = preimage.key();
    Bytes value = preimage.value().slice(8, preimage.value().size());
    // Programs may have different values for the same local key.
    Bytes previous =
        loaded.put(
            Keccak256.hash(Bytes.concat(key.toBytes(), word(preimage.offset()))), preimage.value());
    if (preimage.value().equals(previous)) {
      return;
    }
    AbiValue offset = AbiValue.of(preimage.offset());
    int type = key.toArray()[0];
    switch (type == LOCAL && value.size() > 32 ? 0 : type) {
      case LOCAL -> {
        byte[] padded = new byte[32];
        System.arraycopy(value.toArray(), 0, padded, 0, value.size());
        byte[] ident = key.toArray();
        ident[0] = 0;
        call(
            "loadLocalData(uint256,bytes32,bytes32,uint256,uint256)",
            AbiValue.of(UInt256.fromBytes(ident)),
            AbiValue.of(Hash.ZERO),
            AbiValue.of(Hash.of(padded)),
            AbiValue.of(value.size()),
            offset);
      }
      case KECCAK -> call("loadKeccak256PreimagePart(uint256,bytes)", offset, AbiValue.of(value));
      case SHA256 -> call("loadSha256PreimagePart(uint256,bytes)", offset, AbiValue.of(value));
      default -> plant(preimage, value.size());
    }
  }

  private void call(String signature, AbiValue... arguments) {
    chain.must(PLAYER, oracle, UInt256.ZERO, signature, arguments);
  }

  /** Writes a part into the oracle's storage: values of other types may be made up. */
  private void plant(StepProof.Preimage preimage, int length) {
    byte[] part = new byte[32];
    int from = (int) preimage.offset();
    System.arraycopy(
        preimage.value().toArray(), from, part, 0, Math.min(32, preimage.value().size() - from));
    Bytes key = localized(preimage.key()).toBytes();
    Bytes at = word(preimage.offset());
    chain.store(oracle, slot(key, word(LENGTHS_SLOT)), UInt256.of(length));
    Hash parts = slot(key, word(PARTS_SLOT));
    chain.store(oracle, slot(at, parts.toBytes()), UInt256.fromBytes(part));
    Hash ok = slot(key, word(PART_OK_SLOT));
    chain.store(oracle, slot(at, ok.toBytes()), UInt256.ONE);
  }

  /** The key by which the oracle keeps data that is local to a game; other keys are as they are. */
  private static Hash localized(Hash key) {
    if (key.toArray()[0] != LOCAL) {
      return key;
    }
    byte[] player = new byte[32];
    System.arraycopy(PLAYER.toBytes().toArray(), 0, player, 12, 20);
    byte[] local =
        Keccak256.hash(Bytes.concat(key.toBytes(), Bytes.wrap(player), Hash.ZERO.toBytes()))
            .toArray();
    local[0] = LOCAL;
    return Hash.of(local);
  }

  /** Where a mapping has a key. */
  private static Hash slot(Bytes key, Bytes mapping) {
    return Keccak256.hash(Bytes.concat(key, mapping).toArray());
  }

  private static Bytes word(long value) {
    byte[] word = new byte[32];
    BigEndian.putLong(word, 24, value);
    return Bytes.wrap(word);
  }
}
