/** Numbers for operators, in Prometheus' text format. */
@NullMarked
package dev.kopi.adapters.telemetry;

import org.jspecify.annotations.NullMarked;
