/** How keys and values of the chain and its states are encoded in the database. */
@NullMarked
package dev.kopi.adapters.store.schema;

import org.jspecify.annotations.NullMarked;
