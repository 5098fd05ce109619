/** {@code kopi upgrades}: the upgrade transactions that do not come with Kopi. */
@NullMarked
package dev.kopi.apps.cli.upgrades;

import org.jspecify.annotations.NullMarked;
