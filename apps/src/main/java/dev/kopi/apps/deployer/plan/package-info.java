/** The contracts of a rollup on L1 as an ordered list of transactions. */
@NullMarked
package dev.kopi.apps.deployer.plan;

import org.jspecify.annotations.NullMarked;
