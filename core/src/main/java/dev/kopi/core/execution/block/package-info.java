/** Executing and sealing whole blocks: system calls, withdrawals, requests, rewards, genesis. */
@NullMarked
package dev.kopi.core.execution.block;

import org.jspecify.annotations.NullMarked;
