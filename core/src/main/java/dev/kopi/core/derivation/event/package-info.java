/** What derivation reports while it runs. */
@NullMarked
package dev.kopi.core.derivation.event;

import org.jspecify.annotations.NullMarked;
