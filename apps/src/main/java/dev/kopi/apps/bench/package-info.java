/** Measurements of Kopi, each beside the figures of the program that it is compared with. */
@NullMarked
package dev.kopi.apps.bench;

import org.jspecify.annotations.NullMarked;
