/** What a pre-image server computes: pre-images from data, and whether one has its key. */
@NullMarked
package dev.kopi.core.proof.host;

import org.jspecify.annotations.NullMarked;
