// A deposit and a withdrawal through viem's OP Stack actions, against a running devnet.
//
//     kopi devnet --ports 0 --json > devnet.json &
//     npm ci && node viem-withdrawal.mjs devnet.json
//
// Prints one line per check; exits 1 when one fails.
import { createPublicClient, createWalletClient, defineChain, http, parseEther } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import {
  getL2TransactionHashes,
  publicActionsL1,
  publicActionsL2,
  walletActionsL1,
  walletActionsL2,
} from 'viem/op-stack';
import { check, devnet, end, sleep } from './checks.mjs';

const running = devnet();
const { contracts } = running;
const l1Url = running.l1.rpc;
const l2Url = running.sequencer.rpc;
const account = privateKeyToAccount(running.accounts[0].privateKey);

const nativeCurrency = { name: 'Ether', symbol: 'ETH', decimals: 18 };
const chainId = (url) => createPublicClient({ transport: http(url) }).getChainId();
const l1Chain = defineChain({
  id: await chainId(l1Url),
  name: 'L1',
  nativeCurrency,
  rpcUrls: { default: { http: [l1Url] } },
  contracts: { multicall3: { address: '0xcA11bde05977b3631167028862bE2a173976CA11' } },
});
const onL1 = (address) => ({ [l1Chain.id]: { address } });
const l2Chain = defineChain({
  id: await chainId(l2Url),
  name: 'rollup',
  nativeCurrency,
  sourceId: l1Chain.id,
  rpcUrls: { default: { http: [l2Url] } },
  contracts: {
    gasPriceOracle: { address: '0x420000000000000000000000000000000000000F' },
    l1Block: { address: '0x4200000000000000000000000000000000000015' },
    l2ToL1MessagePasser: { address: '0x4200000000000000000000000000000000000016' },
    portal: onL1(contracts.OptimismPortal2),
    disputeGameFactory: onL1(contracts.DisputeGameFactory),
  },
});
const polling = { pollingInterval: 250 };
const l1 = createPublicClient({ chain: l1Chain, transport: http(l1Url), ...polling }).extend(
  publicActionsL1(),
);
const l2 = createPublicClient({ chain: l2Chain, transport: http(l2Url), ...polling }).extend(
  publicActionsL2(),
);
const l1Wallet = createWalletClient({ account, chain: l1Chain, transport: http(l1Url) }).extend(
  walletActionsL1(),
);
const l2Wallet = createWalletClient({ account, chain: l2Chain, transport: http(l2Url) }).extend(
  walletActionsL2(),
);

const amount = parseEther('0.01');
const deposit = await l2.buildDepositTransaction({ account, mint: amount, to: account.address });
const deposited = await l1.waitForTransactionReceipt({
  hash: await l1Wallet.depositTransaction(deposit),
});
check(deposited.status === 'success', 'depositTransaction succeeds on L1');
const [depositHash] = getL2TransactionHashes(deposited);
const arrived = await l2.waitForTransactionReceipt({ hash: depositHash, timeout: 120_000 });
check(arrived.status === 'success', 'the deposit arrives on L2');

const call = { account, to: account.address, value: 1n };
check((await l2.estimateL1Fee(call)) > 0n, 'estimateL1Fee');
check((await l2.estimateOperatorFee(call)) >= 0n, 'estimateOperatorFee');
check((await l2.estimateTotalFee(call)) > 0n, 'estimateTotalFee');

const request = await l1.buildInitiateWithdrawal({ account, to: account.address, value: amount });
const receipt = await l2.waitForTransactionReceipt({
  hash: await l2Wallet.initiateWithdrawal(request),
});
check(receipt.status === 'success', 'initiateWithdrawal');

const target = { receipt, targetChain: l2Chain };
const statuses = [];
// Asks once; an answer of another kind than before is remembered, an error too.
async function ask() {
  let status;
  try {
    status = await l1.getWithdrawalStatus(target);
  } catch (error) {
    status = `error: ${error.shortMessage ?? error.message}`;
  }
  if (statuses.at(-1) !== status) {
    statuses.push(status);
  }
  return status;
}
// Asks all the time while something else goes on.
async function askDuring(work) {
  let over = false;
  const asking = (async () => {
    while (!over) {
      await ask();
      await sleep(500);
    }
  })();
  try {
    return await work();
  } finally {
    over = true;
    await asking;
  }
}

const { game, withdrawal } = await askDuring(() => l1.waitToProve(target));
check(game.l2BlockNumber >= receipt.blockNumber, 'waitToProve finds a game');
const games = await l1.getGames({ targetChain: l2Chain });
check(games.some(({ index }) => index === game.index), 'getGames');
check((await l1.getTimeToProve(target)).seconds === 0, 'getTimeToProve');
check((await ask()) === 'ready-to-prove', 'getWithdrawalStatus: ready to prove');

const proof = await l2.buildProveWithdrawal({ account, game, withdrawal });
const proven = await l1.waitForTransactionReceipt({ hash: await l1Wallet.proveWithdrawal(proof) });
check(proven.status === 'success', 'proveWithdrawal');

const { withdrawalHash } = withdrawal;
const time = await l1.getTimeToFinalize({ withdrawalHash, targetChain: l2Chain });
check(time.seconds > 0, 'getTimeToFinalize');
await askDuring(async () => {
  // Deposits in consecutive blocks: each needs other gas than the one before.
  const hashes = [];
  for (let i = 0; i < 6; i++) {
    const next = await l1.waitForTransactionReceipt({ hash: await l1Wallet.depositTransaction(deposit) });
    hashes.push(...getL2TransactionHashes(next));
  }
  check(new Set(hashes).size === 6, 'deposits one after the other');
  await l1.waitToFinalize({ withdrawalHash, targetChain: l2Chain });
});
check((await ask()) === 'ready-to-finalize', 'waitToFinalize waits until it can be finalized');
const finalized = await l1.waitForTransactionReceipt({
  hash: await l1Wallet.finalizeWithdrawal({ targetChain: l2Chain, withdrawal }),
});
check(finalized.status === 'success', 'finalizeWithdrawal');
await ask();
check(
  statuses.join() ===
    'waiting-to-prove,ready-to-prove,waiting-to-finalize,ready-to-finalize,finalized',
  `getWithdrawalStatus: ${statuses.join(', ')}`,
);
end();
