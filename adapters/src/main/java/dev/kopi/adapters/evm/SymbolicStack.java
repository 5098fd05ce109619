package dev.kopi.adapters.evm;

import static dev.kopi.adapters.evm.LimbWriter.INT;
import static dev.kopi.adapters.evm.LimbWriter.LONG;
import static dev.kopi.adapters.evm.LimbWriter.LONGS;

import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stack while a segment is compiled. Positions count words from the stack's end at the
 * segment's start: negative ones were there before. Pushing, copying and swapping words move no
 * data; {@link #flush} writes to the machine's stack what is not there yet.
 */
final class SymbolicStack {
  private static final MethodTypeDesc PUT =
      MethodTypeDesc.of(ConstantDescs.CD_void, LONGS, INT, LONG);
  private static final MethodTypeDesc PUT_WORD =
      MethodTypeDesc.of(ConstantDescs.CD_void, LONGS, INT, LONG, LONG, LONG, LONG);

  private final LimbWriter limbs;

  /** What differs, or may differ, from the machine's stack. */
  private final TreeMap<Integer, Word> words = new TreeMap<>();

  private int height;

  SymbolicStack(LimbWriter limbs) {
    this.limbs = limbs;
  }

  /** The position after the top. */
  int height() {
    return height;
  }

  void push(Word word) {
    words.put(height, word);
    height++;
  }

  Word pop() {
    height--;
    Word word = words.remove(height);
    return word == null ? Word.stacked(height) : word;
  }

  /** The word {@code depth} words below the top's end: 1 is the top. */
  Word peek(int depth) {
    Word word = words.get(height - depth);
    return word == null ? Word.stacked(height - depth) : word;
  }

  void swap(int depth) {
    Word top = peek(1);
    Word other = peek(1 + depth);
    words.put(height - 1, other);
    words.put(height - 1 - depth, top);
  }

  /** Writes all that is not on the machine's stack yet. */
  void flush() {
    if (!words.isEmpty()) {
      flush(words.firstKey(), height);
    }
  }

  /** Writes the words from one position to before another. */
  void flush(int from, int to) {
    settle(from, to, true);
    for (Map.Entry<Integer, Word> entry : words.subMap(from, to).entrySet()) {
      write(entry.getKey(), entry.getValue());
    }
    words.subMap(from, to).clear();
  }

  /**
   * Before an operation writes to a range of the machine's stack itself: saves what others still
   * need of it.
   */
  void yield(int from, int to) {
    settle(from, to, false);
    limbs.forget(from, to);
  }

  /** Takes words off that an operation used on the machine's stack. */
  void drop(int count) {
    height -= count;
    words.tailMap(height).clear();
  }

  /** Adds words that an operation left on the machine's stack. */
  void appear(int count) {
    height += count;
  }

  /**
   * Loads what refers to a range of the machine's stack that is about to be written.
   *
   * @param ownStays whether a limb that is in its own place may stay there
   */
  private void settle(int from, int to, boolean ownStays) {
    for (int position : new ArrayList<>(words.keySet())) {
      Word word = words.get(position);
      if (word == null) {
        continue;
      }
      Limb[] settled = new Limb[4];
      for (int i = 0; i < 4; i++) {
        Limb limb = word.limb(i);
        settled[i] = limb;
        if (limb instanceof Limb.Stacked(int at, int index) && at >= from && at < to) {
          boolean own = at == position && index == i;
          if (!(own && ownStays)) {
            settled[i] = limbs.settled(limb);
          }
        }
      }
      words.put(position, new Word(settled[0], settled[1], settled[2], settled[3]));
    }
  }

  private void write(int position, Word word) {
    // Settled limbs that come from elsewhere are pushed before anything of this word is written.
    boolean anyOwn = false;
    boolean allOwn = true;
    for (int i = 0; i < 4; i++) {
      boolean own = isOwn(position, i, word.limb(i));
      anyOwn |= own;
      allOwn &= own;
    }
    if (allOwn) {
      return;
    }
    if (word.isSmall() && !isOwn(position, 3, word.w3())) {
      limbs.address(position, 0);
      limbs.push(word.w3());
      limbs.call("put", PUT);
    } else if (!anyOwn) {
      limbs.address(position, 0);
      limbs.push(word);
      limbs.call("put", PUT_WORD);
    } else {
      for (int i = 0; i < 4; i++) {
        if (!isOwn(position, i, word.limb(i))) {
          limbs.address(position, i);
          limbs.push(word.limb(i));
          limbs.code.lastore();
        }
      }
    }
    limbs.forget(position, position + 1);
  }

  private static boolean isOwn(int position, int index, Limb limb) {
    return limb instanceof Limb.Stacked(int at, int of) && at == position && of == index;
  }
}
