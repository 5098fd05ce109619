/**
 * The consensus layer of a development L1: a slot clock that drives an engine, the blob archive,
 * and the beacon API.
 */
@NullMarked
package dev.kopi.services.l1;

import org.jspecify.annotations.NullMarked;
