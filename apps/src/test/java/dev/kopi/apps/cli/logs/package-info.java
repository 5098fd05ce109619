@NullMarked
package dev.kopi.apps.cli.logs;

import org.jspecify.annotations.NullMarked;
