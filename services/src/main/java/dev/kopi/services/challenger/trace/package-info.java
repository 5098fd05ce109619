/** The right values of dispute games: output roots of a rollup node, and runs of the VM. */
@NullMarked
package dev.kopi.services.challenger.trace;

import org.jspecify.annotations.NullMarked;
