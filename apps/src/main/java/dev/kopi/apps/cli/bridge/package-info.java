/** {@code kopi bridge}: deposits and withdrawals. */
@NullMarked
package dev.kopi.apps.cli.bridge;

import org.jspecify.annotations.NullMarked;
