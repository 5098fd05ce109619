package dev.kopi.core.cannon.code;

/**
 * What instructions a machine has.
 *
 * @param wide whether registers have 64 bits
 * @param countsDoublewords whether there are dclo and dclz
 * @param masksShifts whether srav takes its amount modulo 32
 */
public record MipsFeatures(boolean wide, boolean countsDoublewords, boolean masksShifts) {}
