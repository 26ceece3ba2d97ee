// Tells Footfall what customers do in a portal's pages: started at once, sent as soon as it can be,
// counted once. Nothing here throws into the page or makes it wait.
import { openQueue } from './queue';
import { currentToken, holder } from './token';

export interface Options {
  /** The workspace's public key, `fk_p_…`. */
  key: string;
  /** Where Footfall is: its address, such as `https://footfall.example`. */
  server: string;
  /** The site that the events are of; the page's host without it. */
  site?: string;
  /** The gate's token, if the portal has taken it out of the address itself. */
  token?: string;
}

export type Properties = Record<string, unknown>;

export interface Order extends Properties {
  /** Counted once, however often and from wherever it is sent. */
  orderId: string | number;
  value?: number;
  currency?: string;
}

export interface Footfall {
  checkoutStarted(properties?: Properties): void;
  orderSubmitted(order: Order): void;
  loggedIn(properties?: Properties): void;
  /** The form's id: of its contents nothing is read. */
  formResponse(form: string | HTMLFormElement, properties?: Properties): void;
  notificationOpened(notification?: string, properties?: Properties): void;
  track(name: string, properties?: Properties): void;
}

interface Event {
  id: string;
  kind: string;
  name: string;
  customer: string;
  time: string;
  site: string;
  properties: unknown;
}

// What a browser sends while its page is closed is 64 KiB at most.
const bodyMax = 48_000;
const propertiesMax = 16_000;
const nameMax = 120;
const eventsAtOnce = 50;
const shortestWait = 1_000;
const longestWait = 300_000;
const patience = 30_000;

function randomId(): string {
  const bytes = new Uint8Array(16);
  try {
    crypto.getRandomValues(bytes);
  } catch {
    for (let i = 0; i < bytes.length; ++i) bytes[i] = Math.random() * 256;
  }
  return Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join('');
}

function warn(...words: unknown[]) {
  console.warn('footfall:', ...words);
}

// What becomes JSON, and is not too large; else nothing.
function admitted(properties: unknown): unknown {
  try {
    const text = JSON.stringify(properties);
    if (text.startsWith('{') && text.length <= propertiesMax) return JSON.parse(text);
  } catch {
    // Circles and the like.
  }
  if (properties !== undefined) warn('properties are left out: no object, or too large');
  return undefined;
}

/** Starts once for a page; what earlier pages could not send is sent with it. */
export function start({ key, server, site, token: given }: Options): Footfall {
  const token = currentToken(given);
  const visitor = token && holder(token);
  const address = `${server.replace(/\/+$/, '')}/api/v1/events?key=${encodeURIComponent(key)}`;
  const queue = openQueue(`footfall:${key}:`);
  const underWay = new Set<string>();
  let recorded = 0;
  let failures = 0;
  let notBefore = 0; // of performance.now(), as the server said
  let refused = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  // The next events that fit into one body, by their names.
  function next(): Map<string, string> {
    const batch = new Map<string, string>();
    let size = 0;
    for (const { name, text } of queue.waiting()) {
      if (underWay.has(name)) continue;
      let event: Event;
      try {
        event = JSON.parse(text) as Event;
        // A token may have run out while the event waited: whoever came again has a new one.
        if (token && visitor && visitor === holder(event.customer)) event.customer = token;
      } catch {
        queue.remove([name]);
        continue;
      }
      const line = JSON.stringify(event);
      size += new TextEncoder().encode(line).length;
      if (batch.size === eventsAtOnce || (batch.size > 0 && size > bodyMax)) break;
      batch.set(name, line);
    }
    return batch;
  }

  function later(wait: number) {
    clearTimeout(timer);
    timer = setTimeout(flush, wait);
  }

  // What the answer means for what was sent: whether it is done with.
  async function settle(answer: Response): Promise<boolean> {
    if (answer.ok) {
      const receipt = (await answer.json()) as { success?: boolean; rejected?: unknown[] };
      if (!receipt.success) throw new Error('no answer of Footfall');
      if (receipt.rejected?.length) warn('rejected', receipt.rejected);
      return true;
    }
    const { status } = answer;
    if (status === 429 || status === 408 || status >= 500) {
      const seconds = Number(answer.headers.get('retry-after'));
      if (seconds > 0) notBefore = performance.now() + Math.min(seconds * 1000, longestWait);
      throw new Error(String(status));
    }
    warn('refused', status, await answer.text());
    // The key or the origin: until the next page, when somebody may have set it right.
    refused = status === 401 || status === 403;
    return !refused;
  }

  async function send(batch: Map<string, string>) {
    const names = Array.from(batch.keys());
    names.forEach((name) => underWay.add(name));
    const abort = typeof AbortController === 'function' ? new AbortController() : undefined;
    const tooLong = setTimeout(() => abort?.abort(), patience);
    try {
      const now = encodeURIComponent(new Date().toISOString());
      const answer = await fetch(`${address}&sent_at=${now}`, {
        method: 'POST',
        // Text needs no leave of the server's first.
        headers: { 'content-type': 'text/plain' },
        body: `[${Array.from(batch.values()).join(',')}]`,
        credentials: 'omit',
        keepalive: true,
        signal: abort?.signal ?? null,
      });
      if (await settle(answer)) queue.remove(names);
      failures = 0;
    } catch {
      ++failures;
    }
    clearTimeout(tooLong);
    names.forEach((name) => underWay.delete(name));
    if (failures === 0) {
      flush();
      return;
    }
    const doubled = Math.min(shortestWait * 2 ** (failures - 1), longestWait);
    later(Math.max(doubled * (0.5 + Math.random() / 2), notBefore - performance.now()));
  }

  function flush() {
    try {
      if (refused || underWay.size > 0) return;
      if (performance.now() < notBefore) {
        later(notBefore - performance.now());
        return;
      }
      const batch = next();
      if (batch.size > 0) void send(batch);
    } catch {
      // Whatever it is, the page goes on.
    }
  }

  // The page may be gone in a moment. Browsers that cannot keep a request alive for it send a beacon,
  // whose answer nobody hears: its events stay, and count once when they are sent again.
  function leave() {
    try {
      if (refused || performance.now() < notBefore) return;
      const batch = next();
      if (batch.size === 0) return;
      if ('keepalive' in Request.prototype) return void send(batch);
      navigator.sendBeacon(address, `[${Array.from(batch.values()).join(',')}]`);
    } catch {
      // They wait for the next page.
    }
  }

  // Without a token nobody is known, and nothing is recorded.
  function record(kind: string, describe: () => [name: string, properties: unknown]) {
    try {
      if (!token) return;
      const [name, properties] = describe();
      // In the order of their calls, also within a millisecond.
      const id = `${Date.now().toString(36)}-${1000 + (recorded++ % 9000)}-${randomId()}`;
      const event: Event = {
        id,
        kind,
        name: Array.from(name).slice(0, nameMax).join(''),
        customer: token,
        time: new Date().toISOString(),
        site: site ?? location.host,
        properties: admitted(properties),
      };
      queue.add(id, JSON.stringify(event));
      // After what the page does now, and before it can be left.
      void Promise.resolve().then(flush);
    } catch {
      // Whatever it is, the page goes on.
    }
  }

  window.addEventListener('online', flush);
  window.addEventListener('pagehide', leave);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') leave();
    else flush();
  });
  flush();

  return {
    checkoutStarted: (properties) =>
      record('checkout_start', () => ['Checkout started', properties]),
    orderSubmitted: (order) => record('order_submit', () => ['Order submitted', order]),
    loggedIn: (properties) => record('login', () => ['Logged in', properties]),
    formResponse: (form, properties) =>
      record('form_response', () => {
        const form_id = typeof form === 'string' ? form : form.id || form.name;
        return ['Form submitted', Object.assign({}, properties, { form_id })];
      }),
    notificationOpened: (notification, properties) =>
      record('notification_open', () => {
        const notification_id = notification;
        return ['Notification opened', Object.assign({}, properties, { notification_id })];
      }),
    track: (name, properties) => record('other', () => [name, properties]),
  };
}
