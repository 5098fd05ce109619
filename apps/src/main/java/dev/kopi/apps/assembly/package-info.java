/**
 * Execution nodes assembled from services: the devnet runs them in one process, {@code kopi engine}
 * and {@code kopi l1} in processes of their own.
 */
@NullMarked
package dev.kopi.apps.assembly;

import org.jspecify.annotations.NullMarked;
