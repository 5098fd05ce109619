@NullMarked
package dev.kopi.apps.cli.options;

import org.jspecify.annotations.NullMarked;
