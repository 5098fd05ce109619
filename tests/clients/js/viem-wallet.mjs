// What a wallet does through viem on L2, against a running devnet.
//
//     kopi devnet --ports 0 --json > devnet.json &
//     npm ci && node viem-wallet.mjs devnet.json
//
// Prints one line per check; exits 1 when one fails.
import {
  createPublicClient,
  createWalletClient,
  decodeEventLog,
  defineChain,
  encodeFunctionData,
  http,
  parseEther,
  webSocket,
} from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { estimateL1Fee, publicActionsL2 } from 'viem/op-stack';
import { check, devnet, end, eventually, sleep } from './checks.mjs';
import { compile, token as compiledToken } from './compile.mjs';

const { sequencer, accounts } = devnet();
const { rpc: httpUrl, ws: wsUrl } = sequencer;
const id = await createPublicClient({ transport: http(httpUrl) }).getChainId();
const chain = defineChain({
  id,
  name: 'rollup',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: [httpUrl] } },
  contracts: { gasPriceOracle: { address: '0x420000000000000000000000000000000000000F' } },
});
const account = privateKeyToAccount(accounts[1].privateKey);
const read = createPublicClient({ chain, transport: http(httpUrl, { batch: true }) }).extend(
  publicActionsL2(),
);
const events = createPublicClient({ chain, transport: webSocket(wsUrl) });
const wallet = createWalletClient({ account, chain, transport: http(httpUrl) });
const mined = (hash) => read.waitForTransactionReceipt({ hash });

const { abi, bytecode } = compiledToken();
check(JSON.stringify(compile()) === JSON.stringify({ abi, bytecode }), 'Token.json is what solc makes');

check((await read.getBalance({ address: account.address })) > parseEther('0.1'), 'getBalance');
const fees = await read.estimateFeesPerGas();
check(fees.maxFeePerGas > 0n, 'estimateFeesPerGas');

const heads = [];
const pending = [];
const stop = [
  events.watchBlocks({ onBlock: (block) => heads.push(block.number) }),
  events.watchPendingTransactions({ onTransactions: (hashes) => pending.push(...hashes) }),
];
await sleep(1000);

const to = privateKeyToAccount(generatePrivateKey()).address;
const transfer = await wallet.sendTransaction({ to, value: parseEther('0.01') });
const receipt = await mined(transfer);
check(receipt.status === 'success', 'a transfer is mined');
check((await read.getBalance({ address: to })) === parseEther('0.01'), 'it arrives');
check(receipt.l1Fee !== undefined, 'its receipt tells the fee for L1');

const deployed = await mined(await wallet.deployContract({ abi, bytecode }));
const address = deployed.contractAddress;
check(Boolean(address), 'deployContract');
const token = { address, abi };
check((await read.readContract({ ...token, functionName: 'name' })) === 'T', 'readContract');

const pushed = [];
const polled = [];
const transfers = { ...token, eventName: 'Transfer' };
stop.push(events.watchContractEvent({ ...transfers, onLogs: (logs) => pushed.push(...logs) }));
stop.push(
  read.watchContractEvent({
    ...transfers,
    onLogs: (logs) => polled.push(...logs),
    pollingInterval: 500,
  }),
);
await sleep(1500);
const { request } = await read.simulateContract({
  account,
  ...token,
  functionName: 'transfer',
  args: [to, 7n],
});
const spent = await wallet.writeContract(request);
const spentReceipt = await mined(spent);
const log = decodeEventLog({ abi, ...spentReceipt.logs[0] });
check(log.args.value === 7n, 'writeContract and its log');
const balance = { ...token, functionName: 'balanceOf', args: [to] };
check((await read.readContract(balance)) === 7n, 'the token arrives');

for (const [functionName, args, wanted] of [
  ['transfer', [to, 5000n], 'Short'],
  ['fail', [], 'no way'],
  ['boom', [], 'division or modulo by zero'],
]) {
  try {
    await read.simulateContract({ account, ...token, functionName, args });
    check(false, `${functionName} reverts`);
  } catch (error) {
    const text = `${error.shortMessage} ${(error.metaMessages ?? []).join(' ')}`;
    check(text.toLowerCase().includes(wanted.toLowerCase()), `${functionName} reverts: ${wanted}`);
  }
}

const range = { address, fromBlock: deployed.blockNumber };
check((await read.getLogs({ ...range, toBlock: 'latest' })).length === 2, 'getLogs');
const filter = await read.createEventFilter(range);
check((await read.getFilterLogs({ filter })).length === 2, 'getFilterLogs');
await read.uninstallFilter({ filter });
const proof = await read.getProof({ address, storageKeys: ['0x0'] });
check(proof.accountProof.length > 0, 'getProof');
const data = encodeFunctionData({ abi, functionName: 'transfer', args: [to, 1n] });
const list = await read.createAccessList({ account: account.address, to: address, data });
check(list.gasUsed > 21_000n, 'createAccessList');
const simulated = await read.simulateCalls({
  account: account.address,
  calls: [
    { to: address, abi, functionName: 'transfer', args: [to, 1n] },
    { to: address, abi, functionName: 'balanceOf', args: [to] },
    { to: address, abi, functionName: 'fail' },
  ],
});
check(
  simulated.results[0].status === 'success' &&
    simulated.results[1].result === 8n &&
    simulated.results[2].status === 'failure',
  'simulateCalls',
);
const blocks = await read.simulateBlocks({
  blocks: [
    {
      calls: [{ from: account.address, to, value: 1n }],
      stateOverrides: [{ address: account.address, balance: 5n }],
    },
  ],
});
check(blocks[0].calls[0].status === 'success', 'simulateBlocks');
const overridden = await read.readContract({
  ...balance,
  stateOverride: [{ address, code: '0x602a60005260206000f3' }],
});
check(overridden === 42n, 'a call with other code');
const history = await read.getFeeHistory({ blockCount: 4, rewardPercentiles: [25, 75] });
check(history.baseFeePerGas.length === 5 && history.reward.length === 4, 'getFeeHistory');
const block = await read.getBlock({ includeTransactions: true });
check(block.transactions[0].typeHex === '0x7e', 'blocks begin with a deposit');
check((await estimateL1Fee(read, { account, to, value: 1n })) >= 0n, 'estimateL1Fee');

const eoa = privateKeyToAccount(generatePrivateKey());
const authorization = await wallet.signAuthorization({ account: eoa, contractAddress: address });
const delegating = await mined(
  await wallet.sendTransaction({
    to: eoa.address,
    data: '0x06fdde03',
    authorizationList: [authorization],
  }),
);
const code = await read.getCode({ address: eoa.address });
check(delegating.status === 'success' && code?.startsWith('0xef0100'), 'EIP-7702 delegation');

const nonce = await read.getTransactionCount({ address: account.address });
const offer = {
  to,
  nonce,
  gas: 21_000n,
  maxPriorityFeePerGas: 1_000_000n,
  maxFeePerGas: fees.maxFeePerGas * 2n,
};
const first = await wallet.sendTransaction({ ...offer, value: 1n });
try {
  await wallet.sendTransaction({ ...offer, value: 2n });
  check(false, 'the same nonce is refused');
} catch (error) {
  check(/underpriced|nonce too low/i.test(error.details), `refused: ${error.details}`);
}
await mined(first);
const poor = privateKeyToAccount(generatePrivateKey());
try {
  await createWalletClient({ account: poor, chain, transport: http(httpUrl) }).sendTransaction({
    to,
    value: 1n,
    gas: 21_000n,
  });
  check(false, 'a poor sender is refused');
} catch (error) {
  check(/exceeds the balance|insufficient funds/i.test(error.message), 'a poor sender is refused');
}
const trace = await read.request({
  method: 'debug_traceTransaction',
  params: [spent, { tracer: 'callTracer' }],
});
check(trace.to === address, 'debug_traceTransaction');

await eventually(() => heads.length > 3, 'newHeads over WebSocket');
await eventually(() => pending.includes(transfer), 'newPendingTransactions over WebSocket');
await eventually(() => pushed.length === 1, 'logs over WebSocket');
await eventually(() => polled.length === 1, 'logs by a polled filter');
stop.forEach((close) => close());
end();
