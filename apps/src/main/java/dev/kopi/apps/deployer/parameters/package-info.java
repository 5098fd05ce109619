/** What is chosen for a deployment: the parameters of the rollup and of L1, and the accounts. */
@NullMarked
package dev.kopi.apps.deployer.parameters;

import org.jspecify.annotations.NullMarked;
