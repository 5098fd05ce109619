/** eth_simulateV1: blocks simulated on top of a canonical block. */
@NullMarked
package dev.kopi.services.engine.rpc.simulate;

import org.jspecify.annotations.NullMarked;
