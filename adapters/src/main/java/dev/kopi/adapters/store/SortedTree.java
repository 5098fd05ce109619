package dev.kopi.adapters.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable ordered map from bytes to bytes: an AVL tree whose changes copy the path from the
 * root. Null is the empty map.
 */
final class SortedTree {
  final byte[] key;
  final byte[] value;
  final @Nullable SortedTree left;
  final @Nullable SortedTree right;
  private final int height;

  private SortedTree(
      byte[] key, byte[] value, @Nullable SortedTree left, @Nullable SortedTree right) {
    this.key = key;
    this.value = value;
    this.left = left;
    this.right = right;
    this.height = 1 + Math.max(height(left), height(right));
  }

  static byte @Nullable [] get(@Nullable SortedTree tree, byte[] key) {
    SortedTree at = tree;
    while (at != null) {
      int c = Arrays.compareUnsigned(key, at.key);
      if (c == 0) {
        return at.value;
      }
      at = c < 0 ? at.left : at.right;
    }
    return null;
  }

  static SortedTree put(@Nullable SortedTree tree, byte[] key, byte[] value) {
    if (tree == null) {
      return new SortedTree(key, value, null, null);
    }
    int c = Arrays.compareUnsigned(key, tree.key);
    if (c == 0) {
      return new SortedTree(key, value, tree.left, tree.right);
    }
    return c < 0
        ? balanced(tree.key, tree.value, put(tree.left, key, value), tree.right)
        : balanced(tree.key, tree.value, tree.left, put(tree.right, key, value));
  }

  static @Nullable SortedTree remove(@Nullable SortedTree tree, byte[] key) {
    if (tree == null) {
      return null;
    }
    int c = Arrays.compareUnsigned(key, tree.key);
    if (c < 0) {
      SortedTree left = remove(tree.left, key);
      return left == tree.left ? tree : balanced(tree.key, tree.value, left, tree.right);
    }
    if (c > 0) {
      SortedTree right = remove(tree.right, key);
      return right == tree.right ? tree : balanced(tree.key, tree.value, tree.left, right);
    }
    if (tree.left == null) {
      return tree.right;
    }
    if (tree.right == null) {
      return tree.left;
    }
    SortedTree next = tree.right;
    while (next.left != null) {
      next = next.left;
    }
    return balanced(next.key, next.value, tree.left, remove(tree.right, next.key));
  }

  private static SortedTree balanced(
      byte[] key, byte[] value, @Nullable SortedTree left, @Nullable SortedTree right) {
    int lean = height(left) - height(right);
    if (lean > 1 && left != null) {
      if (height(left.left) >= height(left.right) || left.right == null) {
        return new SortedTree(
            left.key, left.value, left.left, new SortedTree(key, value, left.right, right));
      }
      SortedTree middle = left.right;
      return new SortedTree(
          middle.key,
          middle.value,
          new SortedTree(left.key, left.value, left.left, middle.left),
          new SortedTree(key, value, middle.right, right));
    }
    if (lean < -1 && right != null) {
      if (height(right.right) >= height(right.left) || right.left == null) {
        return new SortedTree(
            right.key, right.value, new SortedTree(key, value, left, right.left), right.right);
      }
      SortedTree middle = right.left;
      return new SortedTree(
          middle.key,
          middle.value,
          new SortedTree(key, value, left, middle.left),
          new SortedTree(right.key, right.value, middle.right, right.right));
    }
    return new SortedTree(key, value, left, right);
  }

  private static int height(@Nullable SortedTree tree) {
    return tree == null ? 0 : tree.height;
  }
}
