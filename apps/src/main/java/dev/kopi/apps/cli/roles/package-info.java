/**
 * The roles of a rollup as processes of their own: {@code kopi node}, {@code batcher}, {@code
 * proposer}.
 */
@NullMarked
package dev.kopi.apps.cli.roles;

import org.jspecify.annotations.NullMarked;
