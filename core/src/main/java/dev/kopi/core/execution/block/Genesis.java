package dev.kopi.core.execution.block;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.execution.Predeploys;
import dev.kopi.core.execution.fee.BaseFee;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.TrieUpdate;
import java.util.List;

/**
 * The genesis of a chain.
 *
 * @param spec the rules of the chain
 * @param given the header fields that the configuration sets: number, parent hash, timestamp, gas
 *     limit and used, difficulty, beneficiary, extra data, mix hash, nonce and, when set, base fee,
 *     blob gas and slot; all others follow from the forks and the accounts
 * @param alloc the genesis accounts
 */
public record Genesis(ChainSpec spec, Header given, StateDiff alloc) {
  private static final long DEFAULT_GAS_LIMIT = 4_712_388;

  /** The genesis block. */
  public Block block() {
    return execute().block();
  }

  /** The genesis block with its state. */
  public ExecutedBlock execute() {
    TrieUpdate trie = StateTrie.apply((owner, path, hash) -> null, Keccak256.EMPTY_TRIE, alloc);
    Header header = header(trie);
    boolean withdrawals = header.withdrawalsRoot() != null;
    Block block = new Block(header, List.of(), List.of(), withdrawals ? List.of() : null);
    return new ExecutedBlock(block, List.of(), alloc, trie);
  }

  private Header header(TrieUpdate trie) {
    long number = given.number();
    long time = given.timestampSeconds();
    HeaderBuilder header =
        new HeaderBuilder()
            .number(number)
            .nonce(given.nonce())
            .timestampSeconds(time)
            .parentHash(given.parentHash())
            .extraData(given.extraData())
            .gasLimit(given.gasLimit() == 0 ? DEFAULT_GAS_LIMIT : given.gasLimit())
            .gasUsed(given.gasUsed())
            .difficulty(given.difficulty())
            .mixHash(given.mixHash())
            .beneficiary(given.beneficiary())
            .stateRoot(trie.root())
            .baseFeePerGas(given.baseFeePerGas());
    Long london = spec.activations().get(Fork.LONDON);
    if (london == null || london != 0) {
      return header.build();
    }
    if (given.baseFeePerGas() == null) {
      header.baseFeePerGas(BaseFee.INITIAL);
    }
    // A genesis follows the timestamped forks whatever its difficulty.
    Fork fork = spec.rules(number, time, true).fork();
    if (fork.atLeast(Fork.SHANGHAI)) {
      header.withdrawalsRoot(Keccak256.EMPTY_TRIE);
    }
    if (fork.atLeast(Fork.CANCUN)) {
      Long excess = given.excessBlobGas();
      Long used = given.blobGasUsed();
      header.excessBlobGas(excess == null ? 0 : excess).blobGasUsed(used == null ? 0 : used);
      // "The parentBeaconBlockRoot of the genesis block is 32 zero bytes" (EIP-4788).
      header.parentBeaconBlockRoot(Hash.ZERO);
    }
    if (fork.atLeast(Fork.PRAGUE)) {
      header.requestsHash(Requests.EMPTY_HASH);
    }
    OpSpec op = spec.op();
    if (op != null && op.isActive(OpFork.ISTHMUS, time)) {
      // "the withdrawalsRoot … is set to the storage root of the L2ToL1MessagePasser" (Isthmus).
      header.withdrawalsRoot(
          trie.storageRoots().getOrDefault(Predeploys.L2_TO_L1_MESSAGE_PASSER, Hash.ZERO));
    }
    return header.build();
  }
}
