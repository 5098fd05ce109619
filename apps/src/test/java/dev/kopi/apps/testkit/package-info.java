/** What several tests of the apps share. */
@NullMarked
package dev.kopi.apps.testkit;

import org.jspecify.annotations.NullMarked;
