/**
 * Block execution on all cores, shared by the services: work pool, sender recovery, and the import
 * of many blocks.
 */
@NullMarked
package dev.kopi.services.execution;

import org.jspecify.annotations.NullMarked;
