// The cart: how many of each good, kept for the browser session where that is allowed.
import { type Good, goods } from './goods';

export interface Line {
  good: Good;
  count: number;
}

export const countMax = 99;
const item = 'sample-portal:cart';

function read(): Record<string, number> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(item) ?? '{}');
    return Object.assign({}, kept);
  } catch {
    return {};
  }
}

let counts = read();

function keep() {
  try {
    sessionStorage.setItem(item, JSON.stringify(counts));
  } catch {
    // Then it lasts as long as the page.
  }
}

export function setCount(id: string, count: number) {
  counts[id] = Math.min(Math.max(Math.trunc(count) || 0, 0), countMax);
  keep();
}

export function countOf(id: string): number {
  const count = counts[id];
  return typeof count === 'number' && count > 0 ? Math.min(Math.trunc(count), countMax) : 0;
}

export function lines(): Line[] {
  return goods.map((good) => ({ good, count: countOf(good.id) })).filter(({ count }) => count > 0);
}

export function total(): number {
  return lines().reduce((sum, { good, count }) => sum + good.cents * count, 0);
}

export function empty() {
  counts = {};
  keep();
}
