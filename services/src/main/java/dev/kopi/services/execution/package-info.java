/**
 * Executing many blocks on all cores: work that is shared out, senders recovered ahead, execution
 * of a block while the roots of the one before are computed.
 */
@NullMarked
package dev.kopi.services.execution;

import org.jspecify.annotations.NullMarked;
