/** Gas prices: suggested tips, base fees and eth_feeHistory. */
@NullMarked
package dev.kopi.services.engine.rpc.fee;

import org.jspecify.annotations.NullMarked;
