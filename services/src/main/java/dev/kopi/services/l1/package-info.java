/**
 * A development L1's consensus side: a clock that has an engine make a block each slot, the blobs'
 * archive, the beacon API.
 */
@NullMarked
package dev.kopi.services.l1;

import org.jspecify.annotations.NullMarked;
