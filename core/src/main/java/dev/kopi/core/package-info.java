/**
 * The pure heart of Kopi: values in, values out. No I/O, clock, threads, randomness, logging or
 * reflection, so that the same code runs in a node, in deterministic simulation and, compiled ahead
 * of time, inside Cannon.
 */
@org.jspecify.annotations.NullMarked
package dev.kopi.core;
