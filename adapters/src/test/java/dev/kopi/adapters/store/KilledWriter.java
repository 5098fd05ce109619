package dev.kopi.adapters.store;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.ChainHeads;
import dev.kopi.core.store.ChainStore;
import dev.kopi.core.store.ExecutedBlock;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A process that writes a chain until it is killed, and says on its output which steps are done.
 * What it writes follows from a seed, so that it goes on where an earlier one ended.
 */
final class KilledWriter {
  static final StoreOptions OPTIONS =
      StoreOptions.DEFAULT
          .withLayers(6, 2)
          .withCaches(1 << 20, 1 << 20)
          .withBuffers(1 << 20, 1 << 20);

  private KilledWriter() {}

  /** One step: a new block, and whether it becomes the head. */
  record Step(ExecutedBlock block, boolean isHead, Hash headAfter) {}

  /** The first steps of the chain that belongs to a seed. */
  static List<Step> steps(StoreModel model, long seed, int count) {
    Random random = new Random(seed);
    List<Step> steps = new ArrayList<>();
    List<Hash> canonical = new ArrayList<>();
    canonical.add(model.genesis.block().hash());
    for (int i = 0; i < count; i++) {
      int back = random.nextInt(8) == 0 ? random.nextInt(5) : 0;
      int at = Math.max(0, canonical.size() - 1 - back);
      ExecutedBlock block = model.child(canonical.get(at));
      boolean isHead = random.nextInt(6) != 0;
      if (isHead) {
        canonical.subList(at + 1, canonical.size()).clear();
        canonical.add(block.block().hash());
      }
      steps.add(new Step(block, isHead, canonical.getLast()));
    }
    return steps;
  }

  /** Takes a directory, a seed and how many steps there are. */
  public static void main(String[] arguments) {
    long seed = Long.parseLong(arguments[1]);
    StoreModel model = new StoreModel(seed);
    List<Step> steps = steps(model, seed, Integer.parseInt(arguments[2]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    ChainStore store = ChainStores.onDisk(Path.of(arguments[0]), OPTIONS, model.genesis);
    int next = 0;
    while (next < steps.size() && store.block(steps.get(next).block().block().hash()) != null) {
      next++;
    }
    if (next > 0) {
      next--;
    }
    for (int i = next; i < steps.size(); i++) {
      Step step = steps.get(i);
      store.add(step.block());
      if (step.isHead()) {
        store.setHeads(new ChainHeads(step.headAfter(), Hash.ZERO, Hash.ZERO));
      }
      out.println(i);
    }
    store.close();
    out.println("end");
  }
}
