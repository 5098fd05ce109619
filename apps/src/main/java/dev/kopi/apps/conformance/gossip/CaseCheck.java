package dev.kopi.apps.conformance.gossip;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Does what a recorded case says. */
interface CaseCheck {
  /** The first difference from the recording; null when there is none. */
  @Nullable String difference(JsonNode recorded);
}
