/** The public JSON-RPC of an engine, assembled from one class for each family of methods. */
@NullMarked
package dev.kopi.services.engine.rpc;

import org.jspecify.annotations.NullMarked;
