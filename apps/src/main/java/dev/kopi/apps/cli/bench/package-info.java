/**
 * {@code kopi bench}: Kopi measured beside its peers, in one run on one machine. The peers are
 * small programs in the repository's {@code bench} folder, built against published packages.
 */
@NullMarked
package dev.kopi.apps.cli.bench;

import org.jspecify.annotations.NullMarked;
