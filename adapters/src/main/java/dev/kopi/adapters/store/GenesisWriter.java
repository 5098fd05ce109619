package dev.kopi.adapters.store;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.store.ExecutedBlock;
import dev.kopi.core.store.ChainHeads;
import java.util.Arrays;
import java.util.List;

/**
 * Fills an empty database with the genesis block and its state. The entry that says that it is
 * filled comes last.
 */
final class GenesisWriter {
  private static final long BATCH_BYTES = 16L << 20;

  private final KeyValue db;
  private Batch batch = new Batch();

  private GenesisWriter(KeyValue db) {
    this.db = db;
  }

  static void write(KeyValue db, ExecutedBlock genesis) {
    GenesisWriter writer = new GenesisWriter(db);
    writer.clear();
    writer.state(genesis);
    writer.block(genesis.block());
    writer.finish();
  }

  /** Removes what an attempt that did not come to its end has left. */
  private void clear() {
    for (Kind kind : Kind.values()) {
      byte[] end = new byte[64];
      Arrays.fill(end, (byte) 0xff);
      batch.deleteRange(kind, new byte[0], end);
    }
  }

  private void state(ExecutedBlock genesis) {
    genesis.diff().codes().forEach((hash, code) -> put(Kind.CODE, hash.toArray(), code));
    ChangedEntries changed = ChangedEntries.of(genesis.diff(), genesis.trie());
    changed
        .accounts()
        .forEach((address, entry) -> {
          Hash account = Keccak256.hash(address.toArray());
          put(Kind.ACCOUNT, account.toArray(), Bytes.wrap(Values.account(entry.account())));
          entry
              .slots()
              .forEach((slot, value) ->
                  put(
                      Kind.SLOT,
                      Keys.slot(account, Keccak256.hash(slot.toArray())),
                      Bytes.wrap(Values.slot(value))));
        });
    changed
        .tries()
        .forEach((owner, entry) ->
            entry
                .nodes()
                .forEach((path, node) ->
                    put(Kind.NODE, Keys.node(owner, path), node.orElse(Bytes.EMPTY))));
  }

  private void put(Kind kind, byte[] key, Bytes value) {
    if (value.isEmpty()) {
      return;
    }
    batch.put(kind, key, value.unsafeArray());
    if (batch.bytes() > BATCH_BYTES) {
      finish();
    }
  }

  private void block(Block block) {
    BlockId id = new BlockId(block.hash(), block.number());
    ChainDatabase.put(batch, block, List.of());
    ChainDatabase.putCanonical(batch, block);
    batch.put(Kind.LINEAGE, Keys.number(id.number()), id.hash().toArray());
    Meta.putFormatAndGenesis(batch, id);
    Meta.putBase(batch, id, id.number());
    Meta.putTail(batch, id.number());
    Meta.putLogsFrom(batch, id.number());
    Meta.putHeads(batch, new ChainHeads(id.hash(), Hash.ZERO, Hash.ZERO));
  }

  private void finish() {
    db.write(batch);
    batch = new Batch();
  }
}
