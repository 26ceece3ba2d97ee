// Tokens as the gate gives them to visitors, and as forgers might make them.
import { createHmac, randomBytes } from 'node:crypto';

const text_of = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// The claims of a token of `workspace` for `customer`, made now; `more` replaces some.
export function claims_of(workspace, customer, more = {}) {
  const iat = Math.floor(Date.now() / 1000);
  const jti = randomBytes(16).toString('base64url');
  return { iss: 'footfall', aud: workspace, sub: customer, iat, exp: iat + 8 * 3600, jti, ...more };
}

export function sign(claims, secret, header = { alg: 'HS256', typ: 'JWT' }) {
  const signed = `${text_of(header)}.${text_of(claims)}`;
  const hash = { HS384: 'sha384', HS512: 'sha512' }[header.alg] ?? 'sha256';
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

export function unsigned(claims, header = { alg: 'none', typ: 'JWT' }) {
  return `${text_of(header)}.${text_of(claims)}.`;
}

// What a portal needs of a workspace, as its owner reads and sets it.
export async function portal_of(server, cookie) {
  const call = async (method, target, body) => {
    const headers = { cookie, ...(body && { 'content-type': 'application/json' }) };
    const answer = await server.request(method, target, { headers, body: JSON.stringify(body) });
    if (answer.status !== 200) throw new Error(`${target}: ${answer.status} ${answer.text}`);
    return answer.json;
  };
  const { secret } = await call('GET', '/api/v1/gate/secret');
  const { public_key: key } = await call('GET', '/api/v1/gate');
  const { workspace } = await call('GET', '/api/v1/session');
  return {
    key,
    secret,
    workspace: workspace.id,
    change: (settings) => call('PATCH', '/api/v1/gate', settings),
    token: (customer, more) => sign(claims_of(workspace.id, customer, more), secret),
  };
}
