/** What benchmarks measure with. */
@NullMarked
package dev.kopi.apps.cli.bench;

import org.jspecify.annotations.NullMarked;
