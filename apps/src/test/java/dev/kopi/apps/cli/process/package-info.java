@NullMarked
package dev.kopi.apps.cli.process;

import org.jspecify.annotations.NullMarked;
