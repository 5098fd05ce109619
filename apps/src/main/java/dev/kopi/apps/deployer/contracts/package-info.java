/**
 * The compiled contracts of the OP Stack: which ones Kopi needs, how the build packs them into one
 * small resource, and how they are read back.
 */
@NullMarked
package dev.kopi.apps.deployer.contracts;

import org.jspecify.annotations.NullMarked;
