/** The trace namespace: traces, state diffs and VM traces in the format of OpenEthereum. */
@NullMarked
package dev.kopi.services.engine.rpc.trace.parity;

import org.jspecify.annotations.NullMarked;
