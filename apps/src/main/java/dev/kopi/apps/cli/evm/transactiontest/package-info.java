/** {@code kopi evm transaction}: the official transaction tests. */
@NullMarked
package dev.kopi.apps.cli.evm.transactiontest;

import org.jspecify.annotations.NullMarked;
