package dev.kopi.adapters.store.kv;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable ordered map from bytes to bytes: an AVL tree whose changes copy the path from the
 * root. Null is the empty map.
 */
final class AvlTree {
  final byte[] key;
  final byte[] value;
  final @Nullable AvlTree left;
  final @Nullable AvlTree right;
  private final int height;

  private AvlTree(byte[] key, byte[] value, @Nullable AvlTree left, @Nullable AvlTree right) {
    this.key = key;
    this.value = value;
    this.left = left;
    this.right = right;
    this.height = 1 + Math.max(height(left), height(right));
  }

  static byte @Nullable [] get(@Nullable AvlTree tree, byte[] key) {
    AvlTree at = tree;
    while (at != null) {
      int c = Arrays.compareUnsigned(key, at.key);
      if (c == 0) {
        return at.value;
      }
      at = c < 0 ? at.left : at.right;
    }
    return null;
  }

  static AvlTree put(@Nullable AvlTree tree, byte[] key, byte[] value) {
    if (tree == null) {
      return new AvlTree(key, value, null, null);
    }
    int c = Arrays.compareUnsigned(key, tree.key);
    if (c == 0) {
      return new AvlTree(key, value, tree.left, tree.right);
    }
    return c < 0
        ? balanced(tree.key, tree.value, put(tree.left, key, value), tree.right)
        : balanced(tree.key, tree.value, tree.left, put(tree.right, key, value));
  }

  static @Nullable AvlTree remove(@Nullable AvlTree tree, byte[] key) {
    if (tree == null) {
      return null;
    }
    int c = Arrays.compareUnsigned(key, tree.key);
    if (c < 0) {
      AvlTree left = remove(tree.left, key);
      return left == tree.left ? tree : balanced(tree.key, tree.value, left, tree.right);
    }
    if (c > 0) {
      AvlTree right = remove(tree.right, key);
      return right == tree.right ? tree : balanced(tree.key, tree.value, tree.left, right);
    }
    if (tree.left == null) {
      return tree.right;
    }
    if (tree.right == null) {
      return tree.left;
    }
    AvlTree next = tree.right;
    while (next.left != null) {
      next = next.left;
    }
    return balanced(next.key, next.value, tree.left, remove(tree.right, next.key));
  }

  private static AvlTree balanced(
      byte[] key, byte[] value, @Nullable AvlTree left, @Nullable AvlTree right) {
    int lean = height(left) - height(right);
    if (lean > 1 && left != null) {
      if (height(left.left) >= height(left.right) || left.right == null) {
        return new AvlTree(
            left.key, left.value, left.left, new AvlTree(key, value, left.right, right));
      }
      AvlTree middle = left.right;
      return new AvlTree(
          middle.key,
          middle.value,
          new AvlTree(left.key, left.value, left.left, middle.left),
          new AvlTree(key, value, middle.right, right));
    }
    if (lean < -1 && right != null) {
      if (height(right.right) >= height(right.left) || right.left == null) {
        return new AvlTree(
            right.key, right.value, new AvlTree(key, value, left, right.left), right.right);
      }
      AvlTree middle = right.left;
      return new AvlTree(
          middle.key,
          middle.value,
          new AvlTree(key, value, left, middle.left),
          new AvlTree(right.key, right.value, middle.right, right.right));
    }
    return new AvlTree(key, value, left, right);
  }

  private static int height(@Nullable AvlTree tree) {
    return tree == null ? 0 : tree.height;
  }
}
