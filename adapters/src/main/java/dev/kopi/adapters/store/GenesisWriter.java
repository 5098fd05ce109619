package dev.kopi.adapters.store;

import dev.kopi.adapters.store.chain.ChainDatabase;
import dev.kopi.adapters.store.difflayer.ChangedEntries;
import dev.kopi.adapters.store.kv.KeyValueStore;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.adapters.store.kv.WriteBatch;
import dev.kopi.adapters.store.schema.Keys;
import dev.kopi.adapters.store.schema.StoreMetadata;
import dev.kopi.adapters.store.schema.Values;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.ExecutedBlock;
import java.util.Arrays;
import java.util.List;

/**
 * Fills an empty database with the genesis block and its state. The metadata that marks it as
 * filled is written last.
 */
final class GenesisWriter {
  private static final long BATCH_BYTES = 16L << 20;

  private final KeyValueStore db;
  private WriteBatch batch = new WriteBatch();

  private GenesisWriter(KeyValueStore db) {
    this.db = db;
  }

  /** Writes the genesis block and its state. */
  static void write(KeyValueStore db, ExecutedBlock genesis) {
    GenesisWriter writer = new GenesisWriter(db);
    writer.clear();
    writer.state(genesis);
    writer.block(genesis.block());
    writer.finish();
  }

  /** Removes what an interrupted attempt has left. */
  private void clear() {
    for (Table table : Table.values()) {
      byte[] end = new byte[64];
      Arrays.fill(end, (byte) 0xff);
      batch.deleteRange(table, new byte[0], end);
    }
  }

  private void state(ExecutedBlock genesis) {
    genesis.diff().codes().forEach((hash, code) -> put(Table.CODE, hash.toArray(), code));
    ChangedEntries changed = ChangedEntries.of(genesis.diff(), genesis.trie());
    changed
        .accounts()
        .forEach((address, entry) -> {
          Hash account = Keccak256.hash(address.toArray());
          put(Table.ACCOUNT, account.toArray(), Bytes.wrap(Values.account(entry.account())));
          entry
              .slots()
              .forEach((slot, value) ->
                  put(
                      Table.SLOT,
                      Keys.slot(account, Keccak256.hash(slot.toArray())),
                      Bytes.wrap(Values.slot(value))));
        });
    changed
        .tries()
        .forEach((owner, entry) ->
            entry
                .nodes()
                .forEach((path, node) ->
                    put(Table.NODE, Keys.node(owner, path), node.orElse(Bytes.EMPTY))));
  }

  private void put(Table table, byte[] key, Bytes value) {
    if (value.isEmpty()) {
      return;
    }
    batch.put(table, key, value.unsafeArray());
    if (batch.bytes() > BATCH_BYTES) {
      finish();
    }
  }

  private void block(Block block) {
    BlockId id = new BlockId(block.hash(), block.number());
    ChainDatabase.put(batch, block, List.of());
    ChainDatabase.putCanonical(batch, block);
    batch.put(Table.LINEAGE, Keys.number(id.number()), id.hash().toArray());
    StoreMetadata.putFormatAndGenesis(batch, id);
    StoreMetadata.putDiskLayer(batch, id, id.number());
    StoreMetadata.putTail(batch, id.number());
    StoreMetadata.putLogsFrom(batch, id.number());
    StoreMetadata.putHeads(batch, new ChainHeads(id.hash(), Hash.ZERO, Hash.ZERO));
  }

  private void finish() {
    db.write(batch);
    batch = new WriteBatch();
  }
}
