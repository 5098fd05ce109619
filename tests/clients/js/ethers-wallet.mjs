// What a wallet does through ethers on L2, and a deposit from L1, against a running devnet.
//
//     kopi devnet --ports 0 --json > devnet.json &
//     npm ci && node ethers-wallet.mjs devnet.json
//
// Prints one line per check; exits 1 when one fails.
import {
  Contract,
  ContractFactory,
  JsonRpcProvider,
  Transaction,
  Wallet,
  WebSocketProvider,
  concat,
  encodeRlp,
  getBytes,
  keccak256,
  parseEther,
  toBeHex,
  zeroPadValue,
} from 'ethers';
import { check, devnet, end, eventually, sleep } from './checks.mjs';
import { token as compiledToken } from './compile.mjs';

const { l1, sequencer, accounts, contracts } = devnet();
const read = new JsonRpcProvider(sequencer.rpc, undefined, { polling: true, pollingInterval: 250 });
const events = new WebSocketProvider(sequencer.ws);
const wallet = new Wallet(accounts[2].privateKey, read);
const { abi, bytecode } = compiledToken();

check((await read.getNetwork()).chainId === BigInt(sequencer.chainId), 'getNetwork');
check((await read.getBalance(wallet.address)) > parseEther('1'), 'getBalance');
const fees = await read.getFeeData();
check(fees.maxFeePerGas > 0n && fees.maxPriorityFeePerGas >= 0n, 'getFeeData');

const heads = [];
const pending = [];
events.on('block', (number) => heads.push(number));
events.on('pending', (hash) => pending.push(hash));
await sleep(500);

const to = Wallet.createRandom().address;
const transfer = await wallet.sendTransaction({ to, value: parseEther('0.01') });
const mined = await transfer.wait();
check(mined.status === 1, 'a transfer is mined');
check((await read.getBalance(to)) === parseEther('0.01'), 'it arrives');
const found = await read.getTransaction(transfer.hash);
check(found.blockHash === mined.blockHash && found.from === wallet.address, 'getTransaction');

const oracle = new Contract(
  '0x420000000000000000000000000000000000000F',
  [
    'function getL1Fee(bytes) view returns (uint256)',
    'function getOperatorFee(uint256) view returns (uint256)',
    'function isKarst() view returns (bool)',
  ],
  read,
);
const unsigned = Transaction.from({ ...found.toJSON(), signature: null, hash: undefined, from: null });
const receipt = await read.send('eth_getTransactionReceipt', [transfer.hash]);
const asked = await oracle.getL1Fee(unsigned.unsignedSerialized, { blockTag: mined.blockNumber });
// The oracle adds 68 bytes for a signature to what it is given.
const paid = BigInt(receipt.l1Fee);
check(paid > 0n && asked >= (paid * 9n) / 10n && asked <= (paid * 11n) / 10n, 'getL1Fee is what was paid');
check(
  (await oracle.getOperatorFee(mined.gasUsed)) === 0n && receipt.operatorFeeScalar !== '0x1',
  'getOperatorFee',
);
const before = await read.getBalance(wallet.address, mined.blockNumber - 1);
const after = await read.getBalance(wallet.address, mined.blockNumber);
check(before - after === parseEther('0.01') + mined.gasUsed * mined.gasPrice + paid, 'the fees are all that is taken');

const token = await new ContractFactory(abi, bytecode, wallet).deploy();
const deployed = await token.deploymentTransaction().wait();
const address = await token.getAddress();
check(deployed.contractAddress === address, 'deploy');
check((await token.name()) === 'T', 'a view call');

const pushed = [];
const polled = [];
token.connect(events).on('Transfer', (from, receiver, value) => pushed.push(value));
token.on('Transfer', (from, receiver, value) => polled.push(value));
await sleep(1000);
await token.transfer.staticCall(to, 7n);
const spent = await (await token.transfer(to, 7n)).wait();
check(token.interface.parseLog(spent.logs[0]).args.value === 7n, 'a call and its log');
check((await token.balanceOf(to)) === 7n, 'the token arrives');
check((await token.queryFilter('Transfer', deployed.blockNumber)).length === 2, 'queryFilter');
check(
  (await read.getLogs({ blockHash: spent.blockHash, address }))[0].transactionHash === spent.hash,
  'getLogs by block hash',
);

for (const [name, args, wanted] of [
  ['transfer', [to, 5000n], 'Short'],
  ['fail', [], 'no way'],
  ['boom', [], 'DIVIDE_BY_ZERO'],
]) {
  try {
    await token[name].staticCall(...args);
    check(false, `${name} reverts`);
  } catch (error) {
    check(
      error.code === 'CALL_EXCEPTION' && (error.revert?.name === wanted || error.message.includes(wanted)),
      `${name} reverts: ${wanted}`,
    );
  }
}
try {
  await token.transfer.estimateGas(to, 5000n);
  check(false, 'the estimate of a call that reverts fails');
} catch (error) {
  check(error.code === 'CALL_EXCEPTION', 'the estimate of a call that reverts fails');
}

const data = token.interface.encodeFunctionData('transfer', [to, 1n]);
const [simulated] = await read.send('eth_simulateV1', [
  { blockStateCalls: [{ calls: [{ from: wallet.address, to: address, data }] }], traceTransfers: true },
  'latest',
]);
check(simulated.calls[0].status === '0x1' && simulated.calls[0].logs.length === 1, 'eth_simulateV1');
const list = await read.send('eth_createAccessList', [{ from: wallet.address, to: address, data }, 'latest']);
const listed = await wallet.sendTransaction({ to: address, data, type: 1, accessList: list.accessList });
check((await listed.wait()).status === 1, 'a transaction with an access list');
const trace = await read.send('debug_traceTransaction', [spent.hash, { tracer: 'callTracer' }]);
check(trace.to === address.toLowerCase() && trace.type === 'CALL', 'debug_traceTransaction');
const prestate = await read.send('debug_traceTransaction', [
  spent.hash,
  { tracer: 'prestateTracer', tracerConfig: { diffMode: true } },
]);
check(Object.keys(prestate.post[address.toLowerCase()].storage).length === 2, 'the state that it changes');
const block = await read.getBlock('latest', true);
check(block.prefetchedTransactions[0].type === 0x7e, 'blocks begin with a deposit');

const other = Wallet.createRandom(read);
const authorization = await other.authorize({ address, nonce: 0, chainId: sequencer.chainId });
const delegating = await wallet.sendTransaction({
  type: 4,
  to: other.address,
  data: token.interface.encodeFunctionData('name'),
  authorizationList: [authorization],
});
check((await delegating.wait()).status === 1, 'EIP-7702 transaction');
check((await read.getCode(other.address)) === concat(['0xef0100', address]), 'EIP-7702 delegation');

const nonce = await wallet.getNonce();
const offer = { to, nonce, gasLimit: 21_000n, maxPriorityFeePerGas: 1_000_000n, maxFeePerGas: fees.maxFeePerGas * 2n };
const first = await wallet.sendTransaction({ ...offer, value: 1n });
try {
  await wallet.sendTransaction({ ...offer, value: 2n });
  check(false, 'the same nonce is refused');
} catch (error) {
  check(['REPLACEMENT_UNDERPRICED', 'NONCE_EXPIRED'].includes(error.code), `refused: ${error.code}`);
}
await first.wait();
try {
  await Wallet.createRandom(read).sendTransaction({ to, value: 1n, gasLimit: 21_000n });
  check(false, 'a poor sender is refused');
} catch (error) {
  check(error.code === 'INSUFFICIENT_FUNDS', 'a poor sender is refused');
}

// https://specs.optimism.io/protocol/deposits.html
const onL1 = new JsonRpcProvider(l1.rpc, undefined, { polling: true, pollingInterval: 250 });
const portal = new Contract(
  contracts.OptimismPortal2,
  [
    'function depositTransaction(address to, uint256 value, uint64 gasLimit, bool isCreation, bytes data) payable',
    'event TransactionDeposited(address indexed from, address indexed to, uint256 indexed version, bytes opaqueData)',
  ],
  new Wallet(accounts[2].privateKey, onL1),
);
const amount = parseEther('0.5');
const receiver = Wallet.createRandom().address;
const deposited = await (
  await portal.depositTransaction(receiver, amount, 100_000n, false, '0x', { value: amount })
).wait();
const log = deposited.logs.find((entry) => entry.address === portal.target || entry.address.toLowerCase() === portal.target);
check(portal.interface.parseLog(log).name === 'TransactionDeposited', 'depositTransaction emits its log');
const word = (value) => zeroPadValue(toBeHex(value), 32);
const minimal = (value) => (value === 0n ? '0x' : toBeHex(value));
const source = keccak256(concat([word(0n), keccak256(concat([log.blockHash, word(BigInt(log.index))]))]));
const hash = keccak256(
  concat([
    '0x7e',
    encodeRlp([source, wallet.address, receiver, minimal(amount), minimal(amount), minimal(100_000n), '0x', '0x']),
  ]),
);
const arrived = await read.waitForTransaction(hash, 1, 60_000);
check(arrived.status === 1 && getBytes(hash).length === 32, 'the deposit arrives under its hash');
check((await read.getBalance(receiver)) === amount, 'its ether, too');

await eventually(() => heads.length > 3, 'newHeads over WebSocket');
await eventually(() => pending.includes(transfer.hash), 'newPendingTransactions over WebSocket');
await eventually(() => pushed.includes(7n), 'logs over WebSocket');
await eventually(() => polled.includes(7n), 'logs by polling');
end();
