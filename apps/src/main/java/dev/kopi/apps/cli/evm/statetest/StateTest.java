package dev.kopi.apps.cli.evm.statetest;

import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One case of a state test: a pre-state, a transaction chosen by three indexes, and what comes of
 * it under one fork.
 *
 * @param name the test's name in its file
 * @param forkName the fork as the file names it
 * @param fork the fork, or null when it is not known here
 * @param data the index of the call data
 * @param gas the index of the gas limit
 * @param value the index of the value
 * @param body the test: env, pre, transaction, config
 * @param stateRoot the expected state root
 * @param logsHash the expected hash over the logs
 * @param expectedException why the transaction is rejected, or null when it is not
 */
public record StateTest(
    String name,
    String forkName,
    @Nullable Fork fork,
    int data,
    int gas,
    int value,
    JsonNode body,
    Hash stateRoot,
    Hash logsHash,
    @Nullable String expectedException) {}
