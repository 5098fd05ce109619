/**
 * The options of op-geth, op-node, op-batcher and op-proposer that Kopi treats differently: which
 * ones have no effect, and which ones are refused and why.
 */
@NullMarked
package dev.kopi.apps.cli.compat;

import org.jspecify.annotations.NullMarked;
