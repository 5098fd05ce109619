/**
 * What hosts of fault-proof programs ask an engine: state nodes by hash, and execution witnesses.
 */
@NullMarked
package dev.kopi.services.engine.rpc.witness;

import org.jspecify.annotations.NullMarked;
