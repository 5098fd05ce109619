import { bytes, el, ether, figures, find, gwei, refill, short } from './dom.js';
import { stage } from './ribbons.js';

const byId = (id) => document.getElementById(id);

export function heads({ sync, chain, l1 }) {
  if (!sync) return;
  figures(byId('heads'), [
    ['L1 head', sync.head_l1.number], ['L1 safe', sync.safe_l1.number], ['L1 finalized', sync.finalized_l1.number],
    ['L2 unsafe', sync.unsafe_l2.number], ['L2 safe', sync.safe_l2.number], ['L2 finalized', sync.finalized_l2.number],
    ['derived up to L1', sync.current_l1.number], ['chains', chain && `${chain.l1ChainId} → ${chain.l2ChainId}`],
  ]);
}

/** What stands still, each in a sentence. */
export function stallsOf(snapshot) {
  const { sync, chain, vitals } = snapshot;
  const out = snapshot.problems.map((p) => `Cannot be read now: ${p}.`);
  if (sync && chain) {
    const now = snapshot.at / 1000;
    const late = Math.round(now - sync.unsafe_l2.timestamp);
    if (late > 5 * chain.blockTime + 5) out.push(`No new L2 block for ${late} s: the sequencer is stopped, or this node does not receive its blocks.`);
    const l1Late = Math.round(now - sync.head_l1.timestamp);
    if (l1Late > 60) out.push(`No new L1 block for ${l1Late} s: batches, deposits and disputes wait for L1.`);
    const unsafe = sync.unsafe_l2.number - sync.safe_l2.number;
    if (unsafe * chain.blockTime > 120) out.push(`${unsafe} L2 blocks wait to become safe: the batcher has not put them on L1, or derivation has not read them yet.`);
    if (sync.head_l1.number - sync.current_l1.number > 20) out.push(`Derivation is ${sync.head_l1.number - sync.current_l1.number} L1 blocks behind.`);
  }
  for (const [role, state] of Object.entries(vitals?.roles || {})) if (state !== 'ok') out.push(`${role}: ${state}.`);
  if (vitals?.games?.problem) out.push(`The challenger: ${vitals.games.problem}.`);
  return out;
}

export function health(snapshot) {
  const { sync, vitals, pool, peers, l1, l2 } = snapshot;
  const stalls = stallsOf(snapshot);
  byId('stalls').replaceChildren(...(stalls.length ? stalls.map((s) => el('li', { class: 'bad' }, s)) : [el('li', {}, 'All moves.')]));
  const one = l1?.at(-1);
  const two = l2?.at(-1);
  figures(byId('health'), [
    ['L2 waiting for L1', sync && `${sync.unsafe_l2.number - sync.safe_l2.number} blocks`],
    ['L1 base fee', one && gwei(one.baseFee)], ['L2 base fee', two && gwei(two.baseFee)],
    ['L2 gas used', two && `${((100 * two.gasUsed) / two.gasLimit).toFixed(2)} %`],
    ['pool', pool && `${Number(pool.pending)} pending, ${Number(pool.queued)} queued`],
    ['peers', peers && peers.connected],
    ['memory', vitals && `${vitals.memory.residentMb} MB${vitals.memory.boundMb > 0 ? ` of ${vitals.memory.boundMb}` : ''}`],
    ...Object.entries(vitals?.roles || {}),
  ]);
}

export function batches({ batches: list = [], channels = [], chain }) {
  const by = new Map(channels.map((c) => [c.id, c]));
  refill(byId('batches'), list.length ? list.slice(-12).reverse().map((b) => batch(b, by, chain)) : [none('No batch on L1 yet.')]);
}

const none = (text) => el('p', { class: 'soft' }, text);

function batch(b, by, chain) {
  const ids = [...new Set(b.frames.map((f) => f.channel))];
  const carried = ids.flatMap((id) => (by.get(id)?.batches || []).flatMap((x) => x.blocks || []).map((x) => x.number));
  const range = carried.length ? `L2 ${Math.min(...carried)}–${Math.max(...carried)}` : 'not complete';
  return el('details', { 'data-key': b.hash },
    el('summary', {}, `L1 ${b.l1Block} · ${b.carrier === 'blobs' ? `${b.blobs} blob${b.blobs === 1 ? '' : 's'}` : `${bytes(b.bytes)} calldata`} · ${b.frames.length} frame${b.frames.length === 1 ? '' : 's'} · ${range}`),
    el('p', {}, 'Transaction ', find(b.hash), ' from ', find(b.from)),
    ...(chain && b.from !== chain.batcher ? [el('p', { class: 'soft' }, 'Its sender is not the batcher that the chain began with; derivation drops it unless the batcher was changed.')] : []),
    ...b.dropped.map((d) => el('p', { class: 'bad' }, `Dropped: ${d}`)),
    el('ul', { class: 'plain' }, ...b.frames.map((f) => el('li', {}, `Frame ${f.number} of channel `, find(f.channel), ` · ${bytes(f.bytes)}${f.last ? ' · the last' : ''}`, f.dropped ? el('span', { class: 'bad' }, ` · dropped: ${f.dropped}`) : null))),
    ...ids.map((id) => channelBody(by.get(id))));
}

export function channelBody(c) {
  if (!c) return none('This channel is not remembered.');
  if (!c.complete) return none('The channel waits for its other frames.');
  return el('div', {},
    el('p', {}, `Channel ${short(c.id)}: ${bytes(c.rawBytes || 0)} of batches in ${bytes(c.bytes)} (${c.rawBytes ? ((100 * c.bytes) / c.rawBytes).toFixed(0) : '–'} %)`, c.dropped ? el('span', { class: 'bad' }, ` · the rest is dropped: ${c.dropped}`) : null),
    el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Batches of the channel' }, el('table', {},
      el('thead', {}, el('tr', {}, ...['L2 block', 'batch', 'L1 origin', 'transactions', 'size'].map((t) => el('th', { scope: 'col' }, t)))),
      el('tbody', {}, ...(c.batches || []).flatMap((b) => (b.blocks || []).map((x) => el('tr', {},
        el('td', {}, find(`l2:${x.number}`, x.number)), el('td', {}, b.type), el('td', {}, find(`l1:${x.epoch}`, x.epoch)), el('td', {}, x.txs), el('td', {}, bytes(x.bytes)))))))));
}

export function depositStep(d, { sync, l2 = [] }) {
  const block = l2.find((b) => b.origin >= d.l1Block)?.number;
  const head = sync?.unsafe_l2.l1origin.number ?? 0;
  if (head < d.l1Block) return `waits for L2 to reach its L1 block: ${d.l1Block - head} to go`;
  const known = block !== undefined && l2[0].origin < d.l1Block ? block : null;
  return known === null ? 'arrived on L2' : `arrived in L2 block ${known}, ${stage(known, sync)}`;
}

export function withdrawalStep(w, { sync, games = [] }) {
  if (w.finalizedAt) return `finalized in L1 block ${w.finalizedAt}`;
  const able = games.filter((g) => Number(g.l2Block) >= w.l2Block && g.status !== 'CHALLENGER_WINS');
  if (w.provenAt) {
    const open = able.find((g) => g.status === 'IN_PROGRESS');
    return open && !able.some((g) => g.status === 'DEFENDER_WINS') ? `proven; waits for the game to be decided, ${open.claims[0]?.clockLeft ?? '?'} s on its clock` : 'proven; waits for the delays of the portal, then to be finalized';
  }
  if (able.length) return `can be proven against the proposal of L2 block ${able.at(-1).l2Block}`;
  return sync && w.l2Block > sync.safe_l2.number ? 'waits for its block to become safe' : 'waits for a proposal that covers its block';
}

export function bridge(snapshot) {
  const { deposits = [], withdrawals = [] } = snapshot;
  refill(byId('bridge'), [
    el('h3', {}, 'Deposits'),
    deposits.length ? el('ul', { class: 'plain' }, ...deposits.slice(-8).reverse().map((d) => el('li', {}, find(d.l1Tx), ` · ${ether(d.mint)} · to `, find(d.to), el('br'), el('span', { class: 'soft' }, depositStep(d, snapshot))))) : none('None in the last 500 L1 blocks.'),
    el('h3', {}, 'Withdrawals'),
    withdrawals.length ? el('ul', { class: 'plain' }, ...withdrawals.slice(-8).reverse().map((w) => el('li', {}, find(w.l2Tx), ` · ${ether(w.value)} · L2 block ${w.l2Block}`, el('br'), el('span', { class: 'soft' }, withdrawalStep(w, snapshot))))) : none('None in the last 500 L2 blocks.'),
  ]);
}

const STATUS = { IN_PROGRESS: 'in progress', CHALLENGER_WINS: 'refuted', DEFENDER_WINS: 'confirmed' };

export function games({ games: list = [] }) {
  refill(byId('games'), list.length ? list.map((g) => el('details', { 'data-key': g.address },
    el('summary', {}, `L2 ${g.l2Block} · ${STATUS[g.status]} · ${g.claimCount} claim${g.claimCount === 1 ? '' : 's'}${g.status === 'IN_PROGRESS' && g.claims[0] ? ` · ${g.claims[0].clockLeft} s to answer` : ''}`),
    gameBody(g))) : [none('No proposal yet.')]);
}

export function gameBody(g) {
  const children = new Map();
  g.claims.forEach((c) => children.set(c.parent, [...(children.get(c.parent) || []), c]));
  return el('div', {},
    el('p', {}, 'Game ', find(g.address), ` of type ${g.type} (${g.version}), proposed by `, find(g.proposer)),
    el('p', {}, 'Output root ', el('code', {}, g.root)),
    el('p', { class: 'soft' }, `Depth ${g.splitDepth} splits outputs from the trace of ${g.maxDepth}; each side has ${g.maxClock} s.`),
    el('ul', { class: 'claims' }, ...(children.get(-1) || []).map((c) => claim(c, children, g))));
}

function claim(c, children, g) {
  const defends = c.depth % 2 === 0;
  const below = children.get(c.index) || [];
  return el('li', {},
    el('span', { class: `side ${defends ? 'root' : 'attack'}` }, defends ? 'for' : 'against'),
    `depth ${c.depth}${c.depth > g.splitDepth ? ' (trace)' : ''} · `, find(c.claimant), ` · bond ${ether(c.bond)} · ${c.resolved ? 'resolved' : `${c.clockLeft} s left`}`,
    c.counteredBy ? el('span', { class: 'bad' }, ' · countered') : null,
    below.length ? el('ul', {}, ...below.map((b) => claim(b, children, g))) : null);
}
