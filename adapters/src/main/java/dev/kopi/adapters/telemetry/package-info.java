/** Metrics in Prometheus' text format, and throttled logging. */
@NullMarked
package dev.kopi.adapters.telemetry;

import org.jspecify.annotations.NullMarked;
