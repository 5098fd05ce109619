import { svg } from './dom.js';

const WIDTH = 1360;
const LEFT = 30;
const TOP = 34;
const LOW = 168;
const BOX = 26;

export function stage(number, sync) {
  if (!sync) return 'unsafe';
  if (number <= sync.finalized_l2.number) return 'finalized';
  return number <= sync.safe_l2.number ? 'safe' : 'unsafe';
}

const l1Stage = (number, sync) => (sync && number <= sync.finalized_l1.number ? 'finalized' : sync && number <= sync.safe_l1.number ? 'safe' : 'unsafe');

/** For each L2 block, the L1 blocks that carried it. */
export function carriers(snapshot) {
  const carried = new Map();
  const at = new Map((snapshot.batches || []).map((b) => [b.hash, b.l1Block]));
  for (const channel of snapshot.channels || []) {
    const last = channel.transactions[channel.transactions.length - 1];
    for (const batch of channel.batches || []) {
      for (const block of batch.blocks || []) carried.set(block.number, { channel: channel.id, tx: last, l1Block: at.get(last) });
    }
  }
  return carried;
}

export function drawRibbons(place, snapshot, go) {
  const l2 = (snapshot.l2 || []).slice(-44);
  if (!l2.length) return;
  const first = l2[0].time;
  const last = l2[l2.length - 1].time;
  const l1 = (snapshot.l1 || []).filter((b) => b.time >= first - 4);
  const end = Math.max(last, l1.length ? l1[l1.length - 1].time : last);
  const x = (time) => LEFT + ((time - first) / Math.max(1, end - first)) * (WIDTH - LEFT - BOX - 6);
  const width = Math.min(BOX, Math.max(5, (WIDTH - LEFT) / (end - first + 2) - 3));
  const gap = l1.length > 1 ? x(l1[l1.length - 1].time) - x(l1[l1.length - 2].time) : 52;
  const wide = Math.max(4, Math.min(52, width * 1.9, gap - 4));
  const where = new Map(l1.map((b) => [b.number, x(b.time) + wide / 2]));
  const lines = [];
  const boxes = [];
  const carried = carriers(snapshot);
  for (const b of l1) {
    boxes.push(box(x(b.time), TOP, wide, `L1 block ${b.number}, ${l1Stage(b.number, snapshot.sync)}, ${b.txs} transactions${b.batches.length ? `, ${b.batches.length} with batches` : ''}`, l1Stage(b.number, snapshot.sync), () => go(`l1:${b.number}`)));
    if (b.batches.length) boxes.push(svg('circle', { class: 'mark', cx: x(b.time) + wide / 2, cy: TOP - 7, r: 4 }));
    if (b.number % 5 === 0) boxes.push(label(x(b.time), TOP - 16, b.number));
  }
  for (const b of l2) {
    const at = x(b.time) + width / 2;
    const state = stage(b.number, snapshot.sync);
    if (where.has(b.origin) && b.sequence === 0) lines.push(line('origin', at, where.get(b.origin)));
    const by = carried.get(b.number);
    if (by && where.has(by.l1Block)) lines.push(line('carried', at, where.get(by.l1Block)));
    boxes.push(box(x(b.time), LOW, width, `L2 block ${b.number}, ${state}, ${b.txs} transactions, origin L1 block ${b.origin}${by ? `, carried by L1 block ${by.l1Block}` : ''}`, state, () => go(`l2:${b.number}`)));
    if (b.txs > 1) boxes.push(svg('circle', { class: 'mark', cx: at, cy: LOW + BOX + 7, r: 2.5 }));
    if (b.number % 5 === 0) boxes.push(label(x(b.time), LOW + BOX + 24, b.number));
  }
  const atEnd = place.scrollLeft + place.clientWidth >= place.scrollWidth - 8 || !place.firstChild;
  place.replaceChildren(svg('svg', { viewBox: `0 0 ${WIDTH} 226`, role: 'img', 'aria-label': `L1 to block ${l1.at(-1)?.number}, L2 to block ${l2.at(-1).number}` },
    label(0, TOP + 18, 'L1'), label(0, LOW + 18, 'L2'), ...lines, ...boxes));
  if (atEnd) place.scrollLeft = place.scrollWidth;
}

const label = (x, y, text) => svg('text', { x, y }, String(text));

function line(kind, low, high) {
  const from = LOW;
  const to = TOP + BOX;
  return svg('path', { class: kind, d: `M${low} ${from}C${low} ${from - 45} ${high} ${to + 45} ${high} ${to}` });
}

function box(x, y, width, title, state, onclick) {
  const node = svg('rect', { class: `block ${state}`, x, y, width, height: BOX, rx: 4 }, svg('title', {}, title));
  node.addEventListener('click', onclick);
  return node;
}
