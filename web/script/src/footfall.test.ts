import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { type Footfall, start } from './footfall';

interface Sent {
  id: string;
  kind: string;
  customer: string;
  properties?: Record<string, unknown>;
}

const base64url = (text: string) =>
  btoa(text).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
const tokenOf = (sub: string, jti = '1') =>
  ['{"alg":"HS256","typ":"JWT"}', JSON.stringify({ aud: 'w', sub, jti }), 'signature']
    .map(base64url)
    .join('.');
const token = tokenOf('C-1');

const receipt = (rejected: unknown[] = []) => Response.json({ success: true, rejected });
const busy = (status: number, seconds?: number) =>
  new Response('', { status, headers: seconds ? { 'retry-after': String(seconds) } : {} });

let number = 0;
let key = '';
let fetched: ReturnType<typeof vi.fn<typeof fetch>>;
// What the server took, by the ids that it was told of.
let taken: Sent[];
let answers: (() => Response | Promise<Response>)[];

const bodyOf = (init?: RequestInit) => JSON.parse(init?.body as string) as Sent[];

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'warn').mockReturnValue();
  sessionStorage.clear();
  key = `fk_p_${++number}`;
  taken = [];
  answers = [];
  fetched = vi.fn<typeof fetch>(async (_, init) => {
    const answer = await (answers.shift() ?? receipt)();
    if (answer.ok) taken.push(...bodyOf(init));
    return answer;
  });
  vi.stubGlobal('fetch', fetched);
});
afterEach(() => {
  vi.useRealTimers();
});

const begin = (): Footfall => start({ key, server: 'https://footfall.example/', token });
const ids = () => taken.map(({ id }) => id);
const settled = () => vi.advanceTimersByTimeAsync(0);

test('an event goes out at once, with the token for a customer, and once', async () => {
  begin().orderSubmitted({ orderId: 'SO-1', value: 412.5, currency: 'EUR' });
  await settled();
  expect(fetched).toHaveBeenCalledOnce();
  const [address, init] = fetched.mock.calls[0] ?? [];
  expect(address as string).toMatch(
    new RegExp(`^https://footfall.example/api/v1/events\\?key=${key}&sent_at=[\\d%A-Z.-]+$`),
  );
  expect(init).toMatchObject({ method: 'POST', keepalive: true, credentials: 'omit' });
  expect(taken).toMatchObject([
    {
      kind: 'order_submit',
      customer: token,
      site: location.host,
      properties: { orderId: 'SO-1', value: 412.5, currency: 'EUR' },
    },
  ]);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(fetched).toHaveBeenCalledOnce();
  expect(localStorage.length).toBe(0);
});

test('each method has its kind', async () => {
  const footfall = begin();
  const form = document.createElement('form');
  form.id = 'feedback';
  form.innerHTML = '<input name="secret" value="do not send">';
  footfall.checkoutStarted();
  footfall.loggedIn();
  footfall.formResponse(form);
  footfall.formResponse('survey', { score: 4 });
  footfall.notificationOpened('n-1');
  footfall.track('Catalog searched', { words: 2 });
  await settled();
  expect(taken.map(({ kind }) => kind)).toEqual([
    'checkout_start',
    'login',
    'form_response',
    'form_response',
    'notification_open',
    'other',
  ]);
  expect(taken.slice(2).map(({ properties }) => properties)).toEqual([
    { form_id: 'feedback' },
    { score: 4, form_id: 'survey' },
    { notification_id: 'n-1' },
    { words: 2 },
  ]);
  expect(JSON.stringify(taken)).not.toContain('do not send');
  expect(new Set(ids()).size).toBe(6);
});

test('without a token nothing is recorded', async () => {
  start({ key, server: 'https://footfall.example' }).loggedIn();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(fetched).not.toHaveBeenCalled();
  expect(localStorage.length).toBe(0);
});

test('the token leaves the address and stays for the session', async () => {
  history.replaceState({ of: 'page' }, '', `/shop?a=1&footfall=${token}&b=%20#part`);
  start({ key, server: 'https://footfall.example' });
  expect(location.pathname + location.search + location.hash).toBe('/shop?a=1&b=%20#part');
  expect(history.state).toEqual({ of: 'page' });
  start({ key, server: 'https://footfall.example' }).loggedIn();
  await settled();
  expect(taken).toMatchObject([{ customer: token }]);
});

test.each(['', '<img src=x onerror=alert(1)>', 'a.b', 'a.b.c.d', 'a'.repeat(5000) + '.b.c'])(
  'what is no token is taken out of the address and forgotten (%#)',
  async (text) => {
    history.replaceState(null, '', `/?footfall=${encodeURIComponent(text)}`);
    start({ key, server: 'https://footfall.example' }).loggedIn();
    await settled();
    expect(location.search).toBe('');
    expect(fetched).not.toHaveBeenCalled();
    expect(sessionStorage.length).toBe(0);
  },
);

test('while the server is down events wait, and each is taken once', async () => {
  answers = [
    () => Promise.reject(new TypeError('no network')),
    () => busy(500),
    () => new Response('<html>a captive portal</html>'),
  ];
  const footfall = begin();
  footfall.checkoutStarted();
  await settled();
  footfall.orderSubmitted({ orderId: 1 });
  await settled();
  expect(localStorage.length).toBe(2);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(fetched).toHaveBeenCalledTimes(4);
  expect(localStorage.length).toBe(0);
  const last = fetched.mock.calls.at(-1)?.[1];
  expect(bodyOf(last).map(({ kind }) => kind)).toEqual(['checkout_start', 'order_submit']);
});

test('tries come ever more seldom, and at once when the network is back', async () => {
  answers = Array.from({ length: 99 }, () => () => Promise.reject(new TypeError('no network')));
  begin().loggedIn();
  await vi.advanceTimersByTimeAsync(3_600_000);
  const tries = fetched.mock.calls.length;
  expect(tries).toBeGreaterThan(10);
  expect(tries).toBeLessThan(40);
  answers = [];
  window.dispatchEvent(new Event('online'));
  await settled();
  expect(taken).toHaveLength(1);
});

test.each([429, 503])('after %i it waits as long as it is told to', async (status) => {
  answers = [() => busy(status, 120)];
  const footfall = begin();
  footfall.loggedIn();
  await settled();
  footfall.checkoutStarted();
  window.dispatchEvent(new Event('online'));
  window.dispatchEvent(new Event('pagehide'));
  await vi.advanceTimersByTimeAsync(119_000);
  expect(fetched).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(taken).toHaveLength(2);
});

test('a page that comes later sends what an earlier one could not, with the newer token', async () => {
  answers = Array.from({ length: 3 }, () => () => Promise.reject(new TypeError('no network')));
  begin().orderSubmitted({ orderId: 7 });
  await settled();
  answers = [];
  const newer = tokenOf('C-1', '2');
  start({ key, server: 'https://footfall.example', token: newer });
  await settled();
  expect(taken).toMatchObject([{ customer: newer, properties: { orderId: 7 } }]);
});

test("another customer's token does not take over what waits", async () => {
  answers = [() => Promise.reject(new TypeError('no network'))];
  begin().orderSubmitted({ orderId: 7 });
  await settled();
  start({ key, server: 'https://footfall.example', token: tokenOf('C-2') });
  await settled();
  expect(taken).toMatchObject([{ customer: token }]);
});

test('a refusal that nobody sends again ends the events, not those behind them', async () => {
  answers = [() => busy(400)];
  const footfall = begin();
  footfall.loggedIn();
  await settled();
  footfall.checkoutStarted();
  await settled();
  expect(taken).toMatchObject([{ kind: 'checkout_start' }]);
  expect(localStorage.length).toBe(0);
});

test.each([401, 403])('after %i the page sends no more, and the next one tries', async (status) => {
  answers = [() => busy(status)];
  begin().loggedIn();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(fetched).toHaveBeenCalledOnce();
  begin();
  await settled();
  expect(taken).toMatchObject([{ kind: 'login' }]);
});

test('a rejected event is told of and not sent again', async () => {
  answers = [() => receipt([{ index: 0, reason: 'missing_customer' }])];
  begin().loggedIn();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(fetched).toHaveBeenCalledOnce();
  expect(console.warn).toHaveBeenCalledWith('footfall:', 'rejected', [
    { index: 0, reason: 'missing_customer' },
  ]);
});

test('what is kept is bounded, and the newest stays', async () => {
  answers = Array.from({ length: 999 }, () => () => Promise.reject(new TypeError('no network')));
  const footfall = begin();
  for (let i = 0; i < 300; ++i) {
    vi.setSystemTime(Date.now() + 1);
    footfall.track(`event ${i}`);
  }
  await settled();
  expect(localStorage.length).toBe(200);
  const kept = Array.from({ length: 200 }, (_, i) =>
    localStorage.getItem(localStorage.key(i) ?? ''),
  );
  expect(kept.some((text) => text?.includes('"event 299"'))).toBe(true);
  expect(kept.some((text) => text?.includes('"event 99"'))).toBe(false);
});

test('large events go in bodies that a browser sends while its page is closed', async () => {
  const footfall = begin();
  for (let i = 0; i < 8; ++i) footfall.track('large', { text: 'ж'.repeat(10_000) });
  await settled();
  expect(taken).toHaveLength(8);
  for (const [, init] of fetched.mock.calls) {
    expect(new TextEncoder().encode(init?.body as string).length).toBeLessThan(64 * 1024);
  }
});

test('where storage is forbidden or full events wait in memory', async () => {
  const forbidden = () => {
    throw new DOMException('forbidden', 'SecurityError');
  };
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(forbidden);
  vi.spyOn(window, 'sessionStorage', 'get').mockImplementation(forbidden);
  answers = [() => busy(500)];
  const footfall = begin();
  for (let i = 0; i < 300; ++i) footfall.track(`event ${i}`);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(taken).toHaveLength(200);
  vi.restoreAllMocks();
  vi.spyOn(console, 'warn').mockReturnValue();
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  begin().loggedIn();
  await settled();
  expect(taken.at(-1)).toMatchObject({ kind: 'login' });
});

test('nothing is thrown into the page, whatever it is given', async () => {
  const footfall = begin() as unknown as Record<string, (...details: unknown[]) => void>;
  const circle: Record<string, unknown> = {};
  circle.circle = circle;
  const wrong = [undefined, null, 1, 'text', circle, { n: 1n }, Symbol('s'), () => 1];
  const traps = { get orderId() { throw new Error('trap'); } }; // prettier-ignore
  for (const method of Object.keys(footfall)) {
    for (const one of [...wrong, traps]) {
      expect(() => footfall[method]?.(one, one)).not.toThrow();
    }
  }
  vi.stubGlobal('fetch', undefined);
  expect(() => footfall.loggedIn?.()).not.toThrow();
  await settled();
});

test('what somebody else put among the events is thrown away', async () => {
  localStorage.setItem(`footfall:${key}:0`, 'no JSON');
  begin().loggedIn();
  await settled();
  expect(taken).toHaveLength(1);
  expect(localStorage.length).toBe(0);
});

test('a page that is left sends what waits', async () => {
  answers = [() => new Promise<Response>(() => undefined)];
  const footfall = begin();
  footfall.checkoutStarted();
  await settled();
  footfall.orderSubmitted({ orderId: 9 });
  window.dispatchEvent(new Event('pagehide'));
  await settled();
  expect(taken).toMatchObject([{ kind: 'order_submit' }]);
});

test('a browser that cannot keep requests alive sends a beacon, and again what nobody answered', async () => {
  vi.stubGlobal('Request', { prototype: {} });
  const beacon = vi.fn((address: string, body: string) => Boolean(address && body));
  vi.stubGlobal('navigator', Object.assign(Object.create(navigator), { sendBeacon: beacon }));
  answers = [() => new Promise<Response>(() => undefined)];
  const footfall = begin();
  footfall.checkoutStarted();
  await settled();
  footfall.orderSubmitted({ orderId: 9 });
  window.dispatchEvent(new Event('pagehide'));
  expect(beacon).toHaveBeenCalledOnce();
  const [address, body] = beacon.mock.calls[0] ?? [];
  expect(address).toContain(`?key=${key}`);
  expect(JSON.parse(body ?? '')).toMatchObject([{ kind: 'order_submit' }]);
  expect(localStorage.length).toBe(2);
});
