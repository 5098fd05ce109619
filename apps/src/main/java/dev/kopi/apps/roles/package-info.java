/**
 * The roles that stand on an engine, assembled from services: what the devnet runs in one process
 * and {@code kopi engine} and {@code kopi l1} run in processes of their own.
 */
@NullMarked
package dev.kopi.apps.roles;

import org.jspecify.annotations.NullMarked;
