package dev.kopi.core.cannon.loader;

/**
 * A name for a part of a program.
 *
 * @param start its address
 * @param size in bytes
 */
public record ProgramSymbol(String name, long start, long size) {}
