/** Tests of how processes are put together and end. */
@NullMarked
package dev.kopi.apps.assembly;

import org.jspecify.annotations.NullMarked;
