package dev.kopi.services.node.driver;

import dev.kopi.core.derivation.attributes.AttributesBuilder;
import dev.kopi.core.derivation.pipeline.DerivationPipeline;
import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.derivation.source.L2Source;
import dev.kopi.core.engineapi.EngineApi;
import dev.kopi.services.node.engine.HeadsFinder;
import dev.kopi.services.node.sequencer.Conductor;
import dev.kopi.services.node.sequencer.Gossip;
import dev.kopi.services.node.sequencer.SequencerState;

/**
 * The ports of a driver.
 *
 * @param l1 L1's execution chain
 * @param l2 the engine's chain
 * @param engine the engine
 * @param heads finds the heads to start from
 * @param derivation the pipeline
 * @param attributes builds the attributes of sequenced blocks
 * @param conductor decides which sequencer leads
 * @param sequencerState persists whether the sequencer runs
 * @param gossip publishes blocks to other nodes
 * @param listener gets the reports of the driver
 */
public record NodePorts(
    L1Source l1,
    L2Source l2,
    EngineApi engine,
    HeadsFinder heads,
    DerivationPipeline derivation,
    AttributesBuilder attributes,
    Conductor conductor,
    SequencerState sequencerState,
    Gossip gossip,
    NodeListener listener) {}
