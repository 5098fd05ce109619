package dev.kopi.apps.bench.derivation;

/**
 * A measured speed beside the one that it is compared with.
 *
 * @param name what was measured
 * @param unit what is counted, per second
 * @param perSecond the speed, by the CPU time of the whole process: the median of the rounds
 * @param bestPerSecond that of the fastest round
 * @param reference the Go reference's speed, 0 when there is none to compare with
 * @param goal the speed that is aimed at, 0 when there is none
 * @param bound what most of the time goes into
 */
public record Measurement(
    String name,
    String unit,
    double perSecond,
    double bestPerSecond,
    double reference,
    double goal,
    String bound) {}
