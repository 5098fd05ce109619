package dev.kopi.services.node;

import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.derivation.source.L2Source;
import dev.kopi.core.derivation.attributes.AttributesBuilder;
import dev.kopi.core.derivation.pipeline.DerivationPipeline;
import dev.kopi.core.engineapi.EngineApi;

/**
 * What a node stands on.
 *
 * @param l1 L1's execution chain
 * @param l2 the engine's chain
 * @param engine the engine
 * @param heads finds where to start
 * @param derivation the pipeline
 * @param attributes prepares blocks to sequence
 * @param conductor decides among sequencers
 * @param gossip takes blocks to other nodes
 * @param listener is told what happens
 */
public record NodePorts(
    L1Source l1,
    L2Source l2,
    EngineApi engine,
    HeadsFinder heads,
    DerivationPipeline derivation,
    AttributesBuilder attributes,
    Conductor conductor,
    Gossip gossip,
    NodeListener listener) {}
