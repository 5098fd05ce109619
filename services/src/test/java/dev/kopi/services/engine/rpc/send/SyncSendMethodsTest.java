package dev.kopi.services.engine.rpc.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.chain.HeadChange;
import dev.kopi.services.engine.pool.SubmitResult;
import dev.kopi.services.engine.rpc.JsonTrees;
import dev.kopi.services.engine.rpc.chain.BlockReceipts;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.filter.ChainFeed;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SyncSendMethodsTest {
  private static final SyncSendMethods.Limits SHORT =
      new SyncSendMethods.Limits(Duration.ofMillis(50), Duration.ofMillis(80), 1);

  private final EngineRig engine = EngineRig.of(EngineRig.l1());
  private final ChainFeed feed = new ChainFeed();
  private final CountDownLatch sent = new CountDownLatch(1);

  @AfterEach
  void close() {
    engine.close();
  }

  private Hash submit(Bytes encoded) {
    SubmitResult result = engine.pool().submit(encoded);
    sent.countDown();
    return switch (result) {
      case SubmitResult.Accepted(Hash hash) -> hash;
      case SubmitResult.Refused refused -> throw RpcException.server("refused");
    };
  }

  private Function<String, JsonNode> method(SyncSendMethods.Limits limits) {
    RpcMethods methods = new RpcMethods();
    ChainView chain = new ChainView(engine.store(), EngineRig.l1(), EngineRig.CRYPTO);
    new SyncSendMethods(this::submit, new BlockReceipts(chain), feed, limits).addTo(methods);
    return params ->
        JsonTrees.of(
            Objects.requireNonNull(methods.handler("eth_sendRawTransactionSync"))
                .handle(new Params(Json.parse(params))));
  }

  private static String params(TransactionEnvelope transaction, String more) {
    return "[\"" + transaction.encoded().toHex() + "\"" + more + "]";
  }

  @Test
  void waitsForTheReceipt() throws Exception {
    TransactionEnvelope transaction = EngineRig.transfer(EngineRig.ALICE, 0, 1);
    var send = method(SyncSendMethods.Limits.DEFAULT);
    CompletableFuture<JsonNode> answer =
        CompletableFuture.supplyAsync(() -> send.apply(params(transaction, "")));
    assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
    feed.onHead(new HeadChange(List.of(), List.of(engine.genesis()), engine.genesis()));
    Hash block = engine.build(5, engine.genesis(), EngineRig.l1Attributes(1012)).blockHash();
    feed.onHead(new HeadChange(List.of(), List.of(block), block));
    JsonNode receipt = answer.get(10, TimeUnit.SECONDS);
    assertThat(receipt.path("transactionHash").stringValue()).isEqualTo(transaction.hash().toHex());
    assertThat(receipt.path("blockHash").stringValue()).isEqualTo(block.toHex());
    assertThat(receipt.path("status").stringValue()).isEqualTo("0x1");
  }

  @Test
  void answersCode4WithTheHashWhenTheTimeIsOver() {
    TransactionEnvelope transaction = EngineRig.transfer(EngineRig.ALICE, 0, 1);
    assertThatThrownBy(() -> method(SHORT).apply(params(transaction, "")))
        .hasMessage(
            "The transaction was added to the transaction pool but wasn't processed in 50ms")
        .asInstanceOf(type(RpcException.class))
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo(4);
          assertThat(Objects.requireNonNull(e.data()).stringValue())
              .isEqualTo(transaction.hash().toHex());
        });
  }

  @Test
  void boundsTheTimeThatIsAskedFor() {
    assertThatThrownBy(
            () -> method(SHORT).apply(params(EngineRig.transfer(EngineRig.ALICE, 0, 1), ", 60000")))
        .hasMessageEndingWith("in 80ms");
    assertThatThrownBy(
            () -> method(SHORT).apply(params(EngineRig.transfer(EngineRig.ALICE, 1, 1), ", 7")))
        .hasMessageEndingWith("in 7ms");
    assertThatThrownBy(
            () -> method(SHORT).apply(params(EngineRig.transfer(EngineRig.BOB, 0, 1), ", \"0x7\"")))
        .asInstanceOf(type(RpcException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(RpcException.INVALID_PARAMS));
  }

  @Test
  void refusesWhatThePoolRefuses() {
    assertThatThrownBy(() -> method(SHORT).apply("[\"0x01\"]")).hasMessage("refused");
  }

  @Test
  void boundsTheCallsThatWait() throws Exception {
    var one = method(new SyncSendMethods.Limits(Duration.ofSeconds(5), Duration.ofSeconds(5), 1));
    CompletableFuture<JsonNode> waiting =
        CompletableFuture.supplyAsync(
            () -> one.apply(params(EngineRig.transfer(EngineRig.ALICE, 0, 1), "")));
    assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> one.apply(params(EngineRig.transfer(EngineRig.BOB, 0, 1), "")))
        .asInstanceOf(type(RpcException.class))
        .satisfies(e -> assertThat(e.code()).isEqualTo(RpcException.LIMIT_EXCEEDED));
    Hash block = engine.build(5, engine.genesis(), EngineRig.l1Attributes(1012)).blockHash();
    feed.onHead(new HeadChange(List.of(), List.of(block), block));
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isNotNull();
  }
}
