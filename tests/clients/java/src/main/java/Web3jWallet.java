import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import java.io.File;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.crypto.AuthorizationTuple;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.Web3jService;
import org.web3j.protocol.core.DefaultBlockParameter;
import org.web3j.protocol.core.DefaultBlockParameterName;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.core.methods.request.EthFilter;
import org.web3j.protocol.core.methods.request.Transaction;
import org.web3j.protocol.core.methods.response.EthBlock;
import org.web3j.protocol.core.methods.response.EthSendTransaction;
import org.web3j.protocol.core.methods.response.TransactionReceipt;
import org.web3j.protocol.http.HttpService;
import org.web3j.protocol.websocket.WebSocketService;
import org.web3j.rlp.RlpEncoder;
import org.web3j.rlp.RlpList;
import org.web3j.rlp.RlpString;
import org.web3j.utils.Numeric;

/**
 * What a wallet does through web3j on L2, and a deposit from L1, against a running devnet: {@code
 * mvn compile exec:java -Dexec.args=DEVNET_JSON}. Prints one line per check; exits 1 when one fails.
 */
public final class Web3jWallet {
  private static final BigInteger ETHER = BigInteger.TEN.pow(18);

  /** A response whose result is any JSON. */
  public static final class Answer extends Response<JsonNode> {}

  private static int passed;
  private static int failed;

  private final JsonNode devnet;
  private final Web3jService service;
  private final Web3j web3j;
  private final Web3j l1;
  private final Credentials account;

  private Web3jWallet(JsonNode devnet) {
    this.devnet = devnet;
    service = new HttpService(devnet.at("/sequencer/rpc").stringValue());
    web3j = Web3j.build(service);
    l1 = Web3j.build(new HttpService(devnet.at("/l1/rpc").stringValue()));
    account = Credentials.create(devnet.at("/accounts/9/privateKey").stringValue());
  }

  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("one argument: the description of the devnet");
    }
    new Web3jWallet(new ObjectMapper().readTree(new File(arguments[0]))).run();
    System.out.println(passed + " passed, " + failed + " failed");
    System.exit(failed == 0 ? 0 : 1);
  }

  private static void check(boolean holds, String what) {
    System.out.println((holds ? "ok     " : "FAILED ") + what);
    if (holds) {
      passed++;
    } else {
      failed++;
    }
  }

  private static boolean eventually(BooleanSupplier condition) throws InterruptedException {
    for (int tries = 0; tries < 300; tries++) {
      if (condition.getAsBoolean()) {
        return true;
      }
      Thread.sleep(100);
    }
    return false;
  }

  private static String address() throws Exception {
    return Credentials.create(Keys.createEcKeyPair()).getAddress();
  }

  private static TransactionReceipt mined(Web3j chain, EthSendTransaction sent) throws Exception {
    if (sent.hasError()) {
      throw new IllegalStateException(sent.getError().getMessage());
    }
    String hash = sent.getTransactionHash();
    for (int tries = 0; tries < 600; tries++) {
      var receipt = chain.ethGetTransactionReceipt(hash).send().getTransactionReceipt();
      if (receipt.isPresent()) {
        return receipt.get();
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("not mined: " + hash);
  }

  private static BigInteger nonce(Web3j chain, String from) throws Exception {
    return chain
        .ethGetTransactionCount(from, DefaultBlockParameterName.PENDING)
        .send()
        .getTransactionCount();
  }

  private static BigInteger feeCap(Web3j chain) throws Exception {
    return chain.ethGasPrice().send().getGasPrice().multiply(BigInteger.valueOf(3));
  }

  private EthSendTransaction send(
      Web3j chain, Credentials from, String to, BigInteger value, String data) throws Exception {
    BigInteger tip = chain.ethMaxPriorityFeePerGas().send().getMaxPriorityFeePerGas();
    var gas =
        chain
            .ethEstimateGas(
                new Transaction(from.getAddress(), null, null, null, to, value, data))
            .send();
    long chainId = chain.ethChainId().send().getChainId().longValueExact();
    BigInteger limit = gas.hasError() ? BigInteger.valueOf(100_000) : gas.getAmountUsed();
    RawTransaction raw =
        RawTransaction.createTransaction(
            chainId, nonce(chain, from.getAddress()), limit, to, value, data, tip,
            feeCap(chain).add(tip));
    return chain
        .ethSendRawTransaction(Numeric.toHexString(TransactionEncoder.signMessage(raw, from)))
        .send();
  }

  private JsonNode ask(String method, Object... parameters) throws Exception {
    return new Request<>(method, List.of(parameters), service, Answer.class).send().getResult();
  }

  private List<Type> call(String to, Function function) throws Exception {
    String output =
        web3j
            .ethCall(
                Transaction.createEthCallTransaction(
                    account.getAddress(), to, FunctionEncoder.encode(function)),
                DefaultBlockParameterName.LATEST)
            .send()
            .getValue();
    return FunctionReturnDecoder.decode(output, function.getOutputParameters());
  }

  private static Function transfer(String to, long amount) {
    return new Function(
        "transfer",
        List.of(new Address(to), new Uint256(amount)),
        List.of(TypeReference.create(Bool.class)));
  }

  private void run() throws Exception {
    check(
        web3j.ethChainId().send().getChainId().longValue()
            == devnet.at("/sequencer/chainId").asLong(),
        "ethChainId");
    check(web3j.web3ClientVersion().send().getWeb3ClientVersion().toLowerCase(java.util.Locale.ROOT).startsWith("kopi"), "web3ClientVersion");
    check(
        balance(web3j, account.getAddress(), DefaultBlockParameterName.LATEST).compareTo(ETHER) > 0,
        "ethGetBalance");

    WebSocketService socket = new WebSocketService(devnet.at("/sequencer/ws").stringValue(), false);
    socket.connect();
    Web3j events = Web3j.build(socket);
    var heads = new ConcurrentLinkedQueue<String>();
    var logs = new ConcurrentLinkedQueue<String>();
    var pending = new ConcurrentLinkedQueue<String>();
    events.newHeadsNotifications().subscribe(n -> heads.add(n.getParams().getResult().getHash()));
    events
        .logsNotifications(List.of(), List.of(Hash.sha3String("Transfer(address,address,uint256)")))
        .subscribe(n -> logs.add(n.getParams().getResult().getAddress()));
    web3j.ethPendingTransactionHashFlowable().subscribe(pending::add, e -> {});

    String to = address();
    BigInteger amount = ETHER.divide(BigInteger.valueOf(100));
    TransactionReceipt transfer = mined(web3j, send(web3j, account, to, amount, ""));
    check(transfer.isStatusOK(), "a transfer is mined");
    check(balance(web3j, to, DefaultBlockParameterName.LATEST).equals(amount), "it arrives");
    fees(transfer, amount);

    String bytecode =
        new ObjectMapper()
            .readTree(new File(System.getProperty("user.dir"), "../contract/Token.json"))
            .get("bytecode")
            .stringValue();
    TransactionReceipt deployed =
        mined(web3j, send(web3j, account, null, BigInteger.ZERO, bytecode));
    String token = deployed.getContractAddress();
    check(deployed.isStatusOK() && token != null, "a contract is deployed");
    Function name = new Function("name", List.of(), List.of(TypeReference.create(Utf8String.class)));
    check(call(token, name).getFirst().getValue().equals("T"), "ethCall");
    String data = FunctionEncoder.encode(transfer(to, 7));
    TransactionReceipt spent = mined(web3j, send(web3j, account, token, BigInteger.ZERO, data));
    check(spent.isStatusOK() && spent.getLogs().size() == 1, "a call and its log");
    var past =
        web3j
            .ethGetLogs(
                new EthFilter(
                    DefaultBlockParameter.valueOf(deployed.getBlockNumber()),
                    DefaultBlockParameterName.LATEST,
                    token))
            .send();
    check(past.getLogs().size() == 2, "ethGetLogs");
    var reverted =
        web3j
            .ethCall(
                Transaction.createEthCallTransaction(
                    account.getAddress(),
                    token,
                    FunctionEncoder.encode(new Function("fail", List.of(), List.of()))),
                DefaultBlockParameterName.LATEST)
            .send();
    check(reverted.isReverted() && reverted.getRevertReason().contains("no way"), "a revert");

    EthBlock.Block block =
        web3j.ethGetBlockByNumber(DefaultBlockParameterName.LATEST, true).send().getBlock();
    EthBlock.TransactionObject first = (EthBlock.TransactionObject) block.getTransactions().getFirst();
    check(first.getType().equals("0x7e"), "blocks begin with a deposit");
    check(
        web3j.ethFeeHistory(4, DefaultBlockParameterName.LATEST, List.of(50.0)).send()
                .getFeeHistory().getBaseFeePerGas().size()
            == 5,
        "ethFeeHistory");
    JsonNode simulated =
        ask(
            "eth_simulateV1",
            Map.of(
                "blockStateCalls",
                List.of(
                    Map.of(
                        "calls",
                        List.of(Map.of("from", account.getAddress(), "to", token, "data", data))))),
            "latest");
    check(simulated.at("/0/calls/0/status").stringValue().equals("0x1"), "eth_simulateV1");
    JsonNode trace =
        ask(
            "debug_traceTransaction",
            spent.getTransactionHash(),
            Map.of("tracer", "callTracer"));
    check(trace.get("to").stringValue().equals(token), "debug_traceTransaction");
    delegate(token);
    var poor = send(web3j, Credentials.create(Keys.createEcKeyPair()), to, BigInteger.ONE, "");
    check(
        poor.hasError() && poor.getError().getMessage().contains("insufficient funds"),
        "a poor sender is refused");
    deposit();
    check(eventually(() -> heads.size() > 3), "newHeads over WebSocket");
    check(eventually(() -> logs.contains(token)), "logs over WebSocket");
    check(eventually(() -> pending.contains(spent.getTransactionHash())), "pending transactions");
  }

  private static BigInteger balance(Web3j chain, String of, DefaultBlockParameter at)
      throws Exception {
    return chain.ethGetBalance(of, at).send().getBalance();
  }

  private void fees(TransactionReceipt transfer, BigInteger amount) throws Exception {
    BigInteger number = transfer.getBlockNumber();
    BigInteger taken =
        balance(
                web3j,
                account.getAddress(),
                DefaultBlockParameter.valueOf(number.subtract(BigInteger.ONE)))
            .subtract(balance(web3j, account.getAddress(), DefaultBlockParameter.valueOf(number)));
    BigInteger gas =
        transfer.getGasUsed().multiply(Numeric.decodeQuantity(transfer.getEffectiveGasPrice()));
    BigInteger l1Fee = taken.subtract(amount).subtract(gas);
    JsonNode receipt = ask("eth_getTransactionReceipt", transfer.getTransactionHash());
    check(
        l1Fee.signum() > 0 && Numeric.decodeQuantity(receipt.get("l1Fee").stringValue()).equals(l1Fee),
        "the fee for L1 is taken");
    JsonNode raw = ask("eth_getRawTransactionByHash", transfer.getTransactionHash());
    Function getL1Fee =
        new Function(
            "getL1Fee",
            List.of(new DynamicBytes(Numeric.hexStringToByteArray(raw.stringValue()))),
            List.of(TypeReference.create(Uint256.class)));
    BigInteger asked =
        (BigInteger)
            call("0x420000000000000000000000000000000000000f", getL1Fee).getFirst().getValue();
    check(asked.signum() > 0, "getL1Fee");
  }

  /** EIP-7702. */
  private void delegate(String code) throws Exception {
    Credentials other = Credentials.create(Keys.createEcKeyPair());
    BigInteger chainId = web3j.ethChainId().send().getChainId();
    byte[] list =
        RlpEncoder.encode(
            new RlpList(
                RlpString.create(chainId),
                RlpString.create(Numeric.hexStringToByteArray(code)),
                RlpString.create(BigInteger.ZERO)));
    byte[] message = new byte[list.length + 1];
    message[0] = 5;
    System.arraycopy(list, 0, message, 1, list.length);
    Sign.SignatureData signature = Sign.signMessage(message, other.getEcKeyPair());
    AuthorizationTuple authorization =
        new AuthorizationTuple(
            chainId,
            code,
            BigInteger.ZERO,
            BigInteger.valueOf(signature.getV()[0] - 27),
            new BigInteger(1, signature.getR()),
            new BigInteger(1, signature.getS()));
    RawTransaction raw =
        RawTransaction.createTransaction(
            chainId.longValueExact(),
            nonce(web3j, account.getAddress()),
            BigInteger.ONE,
            feeCap(web3j),
            BigInteger.valueOf(200_000),
            other.getAddress(),
            BigInteger.ZERO,
            "0x06fdde03",
            List.of(),
            List.of(authorization));
    TransactionReceipt receipt =
        mined(
            web3j,
            web3j
                .ethSendRawTransaction(
                    Numeric.toHexString(TransactionEncoder.signMessage(raw, account)))
                .send());
    String delegated =
        web3j.ethGetCode(other.getAddress(), DefaultBlockParameterName.LATEST).send().getCode();
    check(
        receipt.isStatusOK() && delegated.equals("0xef0100" + code.substring(2)),
        "EIP-7702 delegation");
  }

  /** https://specs.optimism.io/protocol/deposits.html. */
  private void deposit() throws Exception {
    String receiver = address();
    BigInteger amount = ETHER.divide(BigInteger.TEN);
    Function deposit =
        new Function(
            "depositTransaction",
            List.of(
                new Address(receiver),
                new Uint256(amount),
                new Uint64(100_000),
                new Bool(false),
                new DynamicBytes(new byte[0])),
            List.of());
    TransactionReceipt receipt =
        mined(
            l1,
            send(
                l1,
                account,
                devnet.at("/contracts/OptimismPortal2").stringValue(),
                amount,
                FunctionEncoder.encode(deposit)));
    check(receipt.isStatusOK(), "depositTransaction succeeds on L1");
    boolean arrived = false;
    for (int tries = 0; tries < 300 && !arrived; tries++) {
      arrived = balance(web3j, receiver, DefaultBlockParameterName.LATEST).equals(amount);
      Thread.sleep(arrived ? 0 : 200);
    }
    check(arrived, "the deposit arrives on L2");
  }
}
