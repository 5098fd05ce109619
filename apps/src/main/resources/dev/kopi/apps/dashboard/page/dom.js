// Elements are made from text alone: nothing from a chain is ever read as HTML.
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'onclick') node.addEventListener('click', value);
    else if (value !== null && value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

export const short = (hex) => (hex && hex.length > 14 ? `${hex.slice(0, 8)}…${hex.slice(-4)}` : hex || '–');

export const bytes = (n) => (n < 1024 ? `${n} B` : n < 1048576 ? `${(n / 1024).toFixed(1)} KB` : `${(n / 1048576).toFixed(1)} MB`);

export function ether(wei) {
  const value = BigInt(wei || 0);
  const unit = 10n ** 18n;
  const fraction = (value % unit).toString().padStart(18, '0').slice(0, 6).replace(/0+$/, '');
  if (value > 0n && value / unit === 0n && !fraction) return `${gwei(wei)}`;
  return `${value / unit}${fraction ? `.${fraction}` : ''} ETH`;
}

export const gwei = (wei) => `${(Number(BigInt(wei || 0)) / 1e9).toPrecision(3)} gwei`;

export const find = (text, label = short(text)) =>
  el('a', { href: `#/${encodeURIComponent(text)}`, class: 'hash', title: text }, label);

export function figures(list, pairs) {
  list.replaceChildren(...pairs.flatMap(([name, value]) => (value === undefined || value === null ? []
    : [el('div', {}, el('dt', {}, name), el('dd', { 'data-figure': name }, String(value)))])));
}

/** Replaces what is in a place and keeps open what was opened there, and the focus. */
export function refill(place, nodes) {
  const open = new Set([...place.querySelectorAll('details[open]')].map((d) => d.dataset.key));
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.closest('details')?.dataset.key;
  const href = focused?.getAttribute('href');
  place.replaceChildren(...nodes);
  place.querySelectorAll('details').forEach((d) => { d.open = open.has(d.dataset.key); });
  if (focused) {
    const again = [...place.querySelectorAll(href ? 'a' : 'summary')]
      .find((n) => n.closest('details')?.dataset.key === key && (!href || n.getAttribute('href') === href));
    again?.focus({ preventScroll: true });
  }
}
