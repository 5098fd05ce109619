/** Pre-image servers as processes of their own, which talk over pipes. */
@NullMarked
package dev.kopi.adapters.cannon.server;

import org.jspecify.annotations.NullMarked;
