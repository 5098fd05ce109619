/**
 * Whatever strangers send to the open ports: typed errors, bounded memory, and the server goes on.
 */
@NullMarked
package dev.kopi.tests.hostile;

import org.jspecify.annotations.NullMarked;
