// The gate's token: it comes in the address and stays for the browser session, out of sight.

const parameter = 'footfall';
const item = 'footfall:token';
const shape = /^[\w-]+\.[\w-]+\.[\w-]+$/;

export function isToken(text: unknown): text is string {
  return typeof text === 'string' && text.length < 4096 && shape.test(text);
}

// Takes the token out of the address, so that it is neither copied with it nor seen by others.
function fromAddress(): string | undefined {
  const parts = location.search.slice(1).split('&');
  const mine = parts.filter((part) => part.split('=')[0] === parameter);
  if (mine.length === 0) return undefined;
  const others = parts.filter((part) => !mine.includes(part)).join('&');
  try {
    const rest = (others && `?${others}`) + location.hash;
    history.replaceState(history.state, '', location.origin + location.pathname + rest);
  } catch {
    // Then it stays.
  }
  return mine[0]?.slice(parameter.length + 1);
}

// `given` by the page, else of the address, else of an earlier page of the session.
export function currentToken(given: string | undefined): string | undefined {
  const found = [given, fromAddress()].find(isToken);
  try {
    if (found) sessionStorage.setItem(item, found);
    const kept = found ?? sessionStorage.getItem(item);
    return isToken(kept) ? kept : undefined;
  } catch {
    return found;
  }
}

// Whom it names: workspace and customer, unproven, since only the server can tell.
export function holder(token: string): string | undefined {
  try {
    const payload = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const claims = JSON.parse(atob(payload)) as { aud?: unknown; sub?: unknown };
    return JSON.stringify([claims.aud, claims.sub]);
  } catch {
    return undefined;
  }
}
