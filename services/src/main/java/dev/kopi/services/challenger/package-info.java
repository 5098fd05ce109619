/** The challenger: plays the dispute games of L1 for the truth, and collects the bonds. */
@NullMarked
package dev.kopi.services.challenger;

import org.jspecify.annotations.NullMarked;
