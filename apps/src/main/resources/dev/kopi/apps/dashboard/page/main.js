import { connect } from './connection.js';
import { batches, bridge, games, heads, health } from './panels.js';
import { drawRibbons } from './ribbons.js';
import { search } from './search.js';
import { el } from './dom.js';

const byId = (id) => document.getElementById(id);
let snapshot = { problems: [] };
let sought = '';
let busy = false;

function go(text) {
  location.hash = `#/${encodeURIComponent(text)}`;
}

const chain = connect((next) => {
  snapshot = next;
  drawRibbons(byId('ribbons'), snapshot, go);
  for (const panel of [heads, health, batches, bridge, games]) panel(snapshot);
  document.documentElement.dataset.live = 'true';
  if (sought) show(false);
}, (state) => { if (byId('state').textContent !== state) byId('state').textContent = state; });

async function show(focus) {
  if (busy) return;
  busy = true;
  const text = sought;
  try {
    const nodes = await search(text, chain.read, snapshot);
    if (text === sought && !byId('found').contains(document.activeElement?.closest('a'))) byId('found-body').replaceChildren(...nodes);
  } catch (e) {
    byId('found-body').replaceChildren(el('p', { class: 'bad' }, `It cannot be read: ${e.message}`));
  } finally {
    busy = false;
  }
  byId('found').hidden = false;
  if (focus) byId('found').focus();
}

function fromAddress() {
  let text = '';
  try { text = decodeURIComponent(location.hash.replace(/^#\/?/, '')); } catch { /* not a search */ }
  if (text === 'main') return;
  sought = text;
  if (sought) { byId('query').value = sought; show(document.documentElement.dataset.live === 'true'); } else byId('found').hidden = true;
}

byId('search').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = byId('query').value.trim();
  if (text) go(text); else history.replaceState(null, '', location.pathname);
  fromAddress();
});
addEventListener('hashchange', fromAddress);
addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== byId('query')) { event.preventDefault(); byId('query').focus(); }
  if (event.key === 'Escape') { history.replaceState(null, '', location.pathname); fromAddress(); }
});

function theme(name) {
  document.documentElement.dataset.theme = name;
  byId('theme').textContent = name === 'dark' ? 'Light' : 'Dark';
}
const dark = matchMedia('(prefers-color-scheme: dark)');
theme(dark.matches ? 'dark' : 'light');
dark.addEventListener('change', () => theme(dark.matches ? 'dark' : 'light'));
byId('theme').addEventListener('click', () => theme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'));
fromAddress();
