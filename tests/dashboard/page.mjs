// Looks at a devnet's live page as a person would, and compares it with what RPC says.
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { AbiCoder, JsonRpcProvider, Wallet, concat, parseEther, toBeHex } from 'ethers';

const devnet = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const url = devnet.dashboard;
const l1 = new JsonRpcProvider(devnet.l1.rpc, undefined, { cacheTimeout: -1 });
const l2 = new JsonRpcProvider(devnet.sequencer.rpc, undefined, { cacheTimeout: -1 });
const node = new JsonRpcProvider(devnet.sequencer.node, 901, { staticNetwork: true, cacheTimeout: -1 });
let passed = 0;
let failed = 0;

async function check(name, work) {
  try {
    await work();
    passed += 1;
    console.log(`ok ${name}`);
  } catch (e) {
    failed += 1;
    console.log(`FAILED ${name}: ${e.message}`);
  }
}

function must(holds, message) {
  if (!holds) throw new Error(message);
}

async function until(what, seconds, probe) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const status = (headers, path = '/') => new Promise((resolve, reject) => {
  const at = new URL(url);
  request({ host: at.hostname, port: at.port, path, headers }, (answer) => { answer.resume(); resolve(answer.statusCode); })
    .on('upgrade', () => resolve(101)).on('error', reject).end();
});

const browser = await chromium.launch({ executablePath: process.argv[3], args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
const noise = [];
const outside = [];
page.on('console', (m) => { if (m.type() === 'error') noise.push(m.text()); });
page.on('pageerror', (e) => noise.push(e.message));
page.on('request', (r) => { if (!r.url().startsWith(url)) outside.push(r.url()); });
const figure = async (name) => page.locator(`[data-figure="${name}"]`).first().innerText();
const find = async (text) => {
  await page.fill('#query', text);
  await page.click('#search button');
  await page.waitForFunction((t) => decodeURIComponent(location.hash) === `#/${t}`, text);
};

await page.goto(url);
await page.waitForSelector('html[data-live=true]');

await check('heads are those of the rollup node', async () => {
  const before = await node.send('optimism_syncStatus', []);
  await sleep(2500);
  const shown = { unsafe: Number(await figure('L2 unsafe')), safe: Number(await figure('L2 safe')), l1: Number(await figure('L1 head')) };
  const after = await node.send('optimism_syncStatus', []);
  for (const [name, from, to] of [['unsafe', before.unsafe_l2, after.unsafe_l2], ['safe', before.safe_l2, after.safe_l2], ['l1', before.head_l1, after.head_l1]]) {
    must(from.number <= shown[name] && shown[name] <= to.number, `${name}: ${from.number} ≤ ${shown[name]} ≤ ${to.number}`);
  }
});

await check('health tells of pool and peers', async () => {
  must((await figure('pool')).includes('pending'), 'pool');
  must(Number(await figure('peers')) === (await node.send('opp2p_peerStats', [])).connected, 'peers');
});

const account = new Wallet(devnet.accounts[3].privateKey, l2);
const sent = await account.sendTransaction({ to: devnet.accounts[4].address, value: 12345n });
const portal = devnet.contracts.OptimismPortal2;
const deposit = await new Wallet(devnet.accounts[5].privateKey, l1).sendTransaction({ to: portal, value: parseEther('1.5'), gasLimit: 500000 });
const text = '<img src=x onerror="window.pwned=1">';
const name = AbiCoder.defaultAbiCoder().encode(['string'], [text]);
const returning = (data) => { const size = toBeHex((data.length - 2) / 2); return concat(['0x60', size, '0x600a5f3960', size, '0x5ff3', data]); };
const token = await (await new Wallet(devnet.accounts[6].privateKey, l2).sendTransaction({ data: returning(returning(name)) })).wait();

await check('a hostile token name stays text', async () => {
  await find(token.contractAddress.toLowerCase());
  await page.waitForSelector('#found-body .name');
  must((await page.locator('#found-body .name').innerText()).includes(text), 'the name is not shown');
  must(await page.evaluate(() => window.pwned === undefined && !document.querySelector('img[src=x]')), 'it was read as HTML');
});

await check('a transaction is followed to its end', async () => {
  await find(sent.hash);
  const life = page.locator('.life li.done');
  await until('in a block', 20, async () => (await life.count()) >= 2);
  await until('finalized', 60, async () => (await life.count()) === 5);
  const block = (await l2.getTransactionReceipt(sent.hash)).blockNumber;
  must((await page.locator('.life').innerText()).includes(`block ${block}`), `not in block ${block}`);
  must((await node.send('optimism_syncStatus', [])).finalized_l2.number >= block, 'RPC says that it is not finalized');
});

await check('a deposit arrives', async () => {
  await until('the deposit', 30, async () => {
    const panel = await page.locator('#bridge').innerText();
    return panel.includes('1.5 ETH') && panel.includes('arrived');
  });
  must(await page.locator(`#bridge a[title="${deposit.hash}"]`).count() === 1, 'another transaction');
});

await check('a batch opens to its blocks', async () => {
  await page.locator('#batches summary').first().click();
  const hash = await page.locator('#batches details[open] p a').first().getAttribute('title');
  const tx = await l1.getTransaction(hash);
  must(tx.from.toLowerCase() === devnet.roles.batcher.address.toLowerCase(), 'not of the batcher');
  const row = page.locator('#batches details[open] tbody tr').last();
  const [number, , origin, count] = await row.locator('td').allInnerTexts();
  const block = await l2.getBlock(Number(number));
  must(block.transactions.length >= Number(count) + 1, 'transactions');
  must(Number(origin) <= tx.blockNumber, 'origin');
});

await check('a proposal is that of the factory', async () => {
  await until('a proposal', 40, async () => (await page.locator('#games details').count()) > 0);
  await page.locator('#games summary').last().click();
  const open = page.locator('#games details[open]').last();
  const game = await open.locator('p a').first().getAttribute('title');
  const root = await l1.call({ to: game, data: '0xbcef3b55' });
  must((await open.innerText()).includes(root), 'the root claim differs');
});

await check('blocks are found', async () => {
  await find('l1:3');
  const block = await l1.getBlock(3);
  await page.waitForFunction((h) => document.querySelector('#found-body').innerText.includes(h), block.hash);
});

await check('nothing comes from elsewhere, nothing is refused', async () => {
  must(outside.length === 0, outside.join());
  must(noise.length === 0, noise.join());
});

await check('hostile hosts, origins and methods are refused', async () => {
  must(await status({ host: 'evil.example' }) === 403, 'host');
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' };
  must(await status({ ...upgrade, origin: 'http://evil.example' }) === 403, 'origin');
  must(await status({}, '/../rollup.json') === 404, 'path');
  const answer = await new JsonRpcProvider(url, 901, { staticNetwork: true }).send('dashboard_read', ['l2', 'eth_sendRawTransaction', '0x']).catch((e) => e);
  must(answer instanceof Error, 'a writing method was passed on');
});

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
for (const [width, scheme] of [[1400, 'light'], [1400, 'dark'], [390, 'light'], [390, 'dark']]) {
  await check(`accessible at ${width} pixels, ${scheme}`, async () => {
    await page.setViewportSize({ width, height: 1000 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    must(violations.length === 0, violations.map((v) => `${v.id}: ${v.nodes[0].html}`).join('; '));
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    must(over <= 0, `${over} pixels too wide`);
    if (process.env.KOPI_SCREENSHOTS) await page.screenshot({ path: `${process.env.KOPI_SCREENSHOTS}/${width}-${scheme}.png`, fullPage: true });
  });
}

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
