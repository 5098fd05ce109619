package dev.kopi.services.challenger.trace;

import dev.kopi.core.primitives.Hash;

/**
 * What an execution of the fault-proof program is about.
 *
 * @param l1Head the L1 block up to which the program reads
 * @param l2Head the L2 block that it starts from
 * @param agreedOutput the output root of that block
 * @param claim the disputed output root
 * @param l2Block the L2 block that the disputed root is about
 */
public record ExecutionInputs(
    Hash l1Head, Hash l2Head, Hash agreedOutput, Hash claim, long l2Block) {}
