import { el, ether, find, gwei, short } from './dom.js';
import { channelBody, gameBody } from './panels.js';
import { carriers, stage } from './ribbons.js';

const hex = (n) => `0x${BigInt(n).toString(16)}`;

/** What a text stands for, as elements. Nothing is sent but reading calls. */
export async function search(text, read, snapshot) {
  const query = text.trim();
  const numbered = /^(l1|l2)?:?(\d{1,15})$/i.exec(query);
  if (numbered) return block((numbered[1] || 'l2').toLowerCase(), 'eth_getBlockByNumber', hex(numbered[2]), read, snapshot);
  if (/^0x[0-9a-f]{32}$/i.test(query)) {
    const channel = (snapshot.channels || []).find((c) => c.id === query.toLowerCase());
    return channel ? [el('h3', {}, 'Channel ', el('code', {}, channel.id)), channelBody(channel)] : nothing(query);
  }
  if (/^0x[0-9a-f]{40}$/i.test(query)) {
    const game = (snapshot.games || []).find((g) => g.address === query.toLowerCase());
    return game ? [el('h3', {}, 'Dispute game'), gameBody(game)] : address(query, read);
  }
  if (/^0x[0-9a-f]{64}$/i.test(query)) {
    for (const layer of ['l2', 'l1']) {
      const tx = await read(layer, 'eth_getTransactionByHash', query);
      if (tx) return transaction(layer, tx, read, snapshot);
    }
    for (const layer of ['l2', 'l1']) {
      const found = await block(layer, 'eth_getBlockByHash', query, read, snapshot, null);
      if (found) return found;
    }
  }
  return nothing(query);
}

const nothing = (query) => [el('p', {}, `Nothing is known as “${query}”. Give a block number (l1:12 for L1), a hash, an address, a channel or a game.`)];

async function block(layer, method, which, read, snapshot, absent = nothing(which)) {
  const b = await read(layer, method, which, false);
  if (!b) return absent;
  const number = Number(b.number);
  const by = layer === 'l2' ? carriers(snapshot).get(number) : null;
  return [
    el('h3', {}, `${layer.toUpperCase()} block ${number}`),
    el('p', {}, el('code', {}, b.hash)),
    el('p', {}, `${b.transactions.length} transactions · ${Number(b.gasUsed)} gas · base fee ${gwei(b.baseFeePerGas)} · ${new Date(Number(b.timestamp) * 1000).toISOString()}`),
    layer === 'l2' ? el('p', {}, `It is ${stage(number, snapshot.sync)}.`, by ? el('span', {}, ' Carried by ', find(by.tx), ` in L1 block ${by.l1Block}, channel `, find(by.channel), '.') : null) : null,
    el('ul', { class: 'plain' }, ...b.transactions.slice(0, 50).map((t) => el('li', {}, find(t)))),
  ].filter(Boolean);
}

export function lifeOf(layer, tx, snapshot) {
  const number = tx.blockNumber ? Number(tx.blockNumber) : null;
  if (layer === 'l1') return [['pool', true], [number === null ? 'block' : `L1 block ${number}`, number !== null]];
  const sync = snapshot.sync;
  const by = number === null ? null : carriers(snapshot).get(number);
  const state = number === null ? null : stage(number, sync);
  return [
    [tx.type === '0x7e' ? 'deposited' : 'pool', true],
    [number === null ? 'block' : `block ${number}`, number !== null],
    [by ? `batch in L1 ${by.l1Block}` : 'batch', !!by || (state && state !== 'unsafe')],
    ['safe', state === 'safe' || state === 'finalized'],
    ['finalized', state === 'finalized'],
  ];
}

async function transaction(layer, tx, read, snapshot) {
  const receipt = tx.blockNumber ? await read(layer, 'eth_getTransactionReceipt', tx.hash) : null;
  const batch = layer === 'l1' && (snapshot.batches || []).find((b) => b.hash === tx.hash);
  return [
    el('h3', {}, `${layer.toUpperCase()} transaction ${short(tx.hash)}`),
    el('ol', { class: 'life', 'aria-label': 'Its life' }, ...lifeOf(layer, tx, snapshot).map(([name, done]) => el('li', { class: done ? 'done' : '' }, name, done ? ' ✓' : ' …'))),
    el('p', {}, 'From ', find(tx.from), ' to ', tx.to ? find(tx.to) : 'a new contract', ` · ${ether(tx.value)} · nonce ${Number(tx.nonce)}`),
    receipt ? el('p', {}, `${receipt.status === '0x1' ? 'Succeeded' : 'Reverted'} · ${Number(receipt.gasUsed)} gas${receipt.l1Fee ? ` · L1 fee ${gwei(receipt.l1Fee)}` : ''} · ${receipt.logs.length} logs`) : null,
    batch ? el('p', {}, `It carries ${batch.frames.length} frames; see Batches.`) : null,
  ].filter(Boolean);
}

/** The text that an ABI string holds; empty when it is none. */
export function abiText(data) {
  if (!data || data.length < 130) return '';
  const raw = data.slice(2).match(/../g).map((b) => parseInt(b, 16));
  const length = Number(BigInt(`0x${data.slice(66, 130)}`));
  return length > 200 ? '' : new TextDecoder().decode(new Uint8Array(raw.slice(64, 64 + length)));
}

async function address(account, read) {
  const out = [el('h3', {}, 'Address ', el('code', {}, account))];
  for (const layer of ['l1', 'l2']) {
    const [balance, nonce, code, name] = await Promise.all([
      read(layer, 'eth_getBalance', account, 'latest'), read(layer, 'eth_getTransactionCount', account, 'latest'),
      read(layer, 'eth_getCode', account, 'latest'),
      read(layer, 'eth_call', { to: account, data: '0x06fdde03' }, 'latest').catch(() => '')]);
    const called = code === '0x' ? '' : abiText(name);
    out.push(el('p', {}, `${layer.toUpperCase()}: ${ether(balance)} · ${Number(nonce)} sent · ${code === '0x' ? 'an account' : `a contract of ${(code.length - 2) / 2} bytes`}`, called ? el('span', { class: 'name' }, ` · “${called}”`) : null));
  }
  return out;
}
