/** The proposer: proposes the output roots of L2 on L1, by creating dispute games. */
@NullMarked
package dev.kopi.services.proposer;

import org.jspecify.annotations.NullMarked;
