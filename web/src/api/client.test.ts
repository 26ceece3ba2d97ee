import { expect, test, vi } from 'vitest';

import { problem, serve } from '../testing';
import { ApiError, download, request } from './client';

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error(`not an ApiError: ${String(error)}`);
  return error;
}

test('a problem keeps what the server said of it', async () => {
  serve({
    'GET /x': () =>
      problem(503, 'catching_up', 'Catching up.', { progress: 0.4, field: 'to', retryAfter: 7 }),
  });
  const error = await failure(request('/x'));
  expect(error).toMatchObject({
    message: 'Catching up.',
    status: 503,
    code: 'catching_up',
    field: 'to',
    requestId: 'request-7',
    retryAfterSeconds: 7,
    progress: 0.4,
    isCatchingUp: true,
  });
});

test.each(['', '<html>502</html>', '[]', 'null', '{"error":"no"}', '{"error":{"code":1}}'])(
  'a refusal of another shape is still a failure that can be shown: %s',
  async (body) => {
    serve({ 'GET /x': () => new Response(body, { status: 502 }) });
    const error = await failure(request('/x'));
    expect(error).toMatchObject({ status: 502, code: 'unexpected' });
    expect(error.message).toContain('502');
  },
);

test('an answer cut in the middle is a failure and not half an answer', async () => {
  serve({ 'GET /x': () => new Response('{"total": 1', { status: 200 }) });
  expect((await failure(request('/x'))).code).toBe('unreadable');
});

test('a server that is not there is named as such', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  expect(await failure(request('/x'))).toMatchObject({ status: 0, code: 'unreachable' });
});

test('an aborted request is nobody’s failure', async () => {
  serve({ 'GET /x': () => Response.json({}) });
  const stop = new AbortController();
  stop.abort();
  await expect(request('/x', { signal: stop.signal })).rejects.not.toBeInstanceOf(ApiError);
});

test('a change is JSON, a question has no body', async () => {
  const asked = serve({
    'PUT /x': () => new Response(null, { status: 204 }),
    'GET /x': () => Response.json({ a: 1 }),
  });
  expect(await request('/x', { method: 'PUT', body: { id: 'w2' } })).toBeUndefined();
  expect(await request('/x')).toEqual({ a: 1 });
  expect(asked[0]?.headers.get('content-type')).toBe('application/json');
  expect(asked[0]?.body).toEqual({ id: 'w2' });
  expect(asked[1]?.headers.get('content-type')).toBeNull();
});

test('a file has the server’s name and bytes, byte-order mark included', async () => {
  const disposition = 'attachment; filename="customer-activity-2026-11-22.csv"';
  serve({
    'GET /file': () =>
      new Response('\ufeffCustomer\r\n', { headers: { 'Content-Disposition': disposition } }),
  });
  let received = 0;
  const file = await download('/file', { onBytes: (bytes) => (received = bytes) });
  expect(file.name).toBe('customer-activity-2026-11-22.csv');
  expect(file.blob.size).toBe(13);
  expect(received).toBe(13);
});

test('a file’s name never leads out of the download folder', async () => {
  const disposition = 'attachment; filename="../../etc/passwd"';
  serve({
    'GET /file': () => new Response('x', { headers: { 'Content-Disposition': disposition } }),
  });
  expect((await download('/file')).name).toBe('customer-activity.csv');
});
