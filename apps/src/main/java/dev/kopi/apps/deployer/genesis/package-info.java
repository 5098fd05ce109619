/** The genesis states of L1 and L2. */
@NullMarked
package dev.kopi.apps.deployer.genesis;

import org.jspecify.annotations.NullMarked;
