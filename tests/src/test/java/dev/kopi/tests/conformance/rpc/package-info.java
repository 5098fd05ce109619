/** The public RPC of the engine against recorded answers of reference clients. */
@NullMarked
package dev.kopi.tests.conformance.rpc;

import org.jspecify.annotations.NullMarked;
