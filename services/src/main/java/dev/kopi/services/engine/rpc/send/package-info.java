/** Ways to send a transaction beyond adding it to the pool. */
@NullMarked
package dev.kopi.services.engine.rpc.send;

import org.jspecify.annotations.NullMarked;
