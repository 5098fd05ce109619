/** Reads of blocks, transactions, receipts, accounts, proofs and the chain configuration. */
@NullMarked
package dev.kopi.services.engine.rpc.chain;

import org.jspecify.annotations.NullMarked;
