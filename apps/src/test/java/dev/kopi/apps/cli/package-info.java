@NullMarked
package dev.kopi.apps.cli;

import org.jspecify.annotations.NullMarked;
