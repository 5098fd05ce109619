/** geth genesis files and chain configs as JSON. */
@NullMarked
package dev.kopi.adapters.json.genesis;

import org.jspecify.annotations.NullMarked;
