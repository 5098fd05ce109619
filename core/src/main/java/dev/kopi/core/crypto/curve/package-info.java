/**
 * Curves y² = x³ + ax + b over fields of 256 bits: fields, points, multiples. Nothing here is
 * constant in time.
 */
@NullMarked
package dev.kopi.core.crypto.curve;

import org.jspecify.annotations.NullMarked;
