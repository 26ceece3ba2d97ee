// What tests of order links share: a workspace with a gate, and visitors as browsers are.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

import { must_run, Server } from './support.mjs';

export const owner = 'owner@example.com';
export const portal = 'http://portal.test/in?lang=de';
const browser_agent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';

// A server whose sample workspace is looked at: mails of a sample are kept, not sent.
export class Shop {
  static async start(options) {
    const shop = new Shop();
    shop.server = await Server.start(options);
    const { server } = shop;
    await must_run(['sample', '--data', server.data, '--seed', '7']);
    await server.add_member(owner, 'owner');
    shop.session = await server.sign_in(owner);
    const { workspace } = (await shop.as_member('GET', '/api/v1/session')).json;
    assert.ok(workspace.sample);
    shop.workspace = workspace.id;
    const named = ['--workspace', workspace.name];
    shop.write_key = await server.create_key('write', named);
    shop.read_key = await server.create_key('read', named);
    await shop.change_gate({ portal_url: portal });
    return shop;
  }

  async as_member(method, target, body) {
    const { origin } = this.server;
    const headers = { cookie: this.session, origin, 'sec-fetch-site': 'same-origin' };
    if (method !== 'GET') headers['content-type'] = 'application/json';
    const text = body === undefined ? undefined : JSON.stringify(body);
    return this.server.request(method, target, { headers, body: text });
  }

  async must(method, target, body) {
    const answer = await this.as_member(method, target, body);
    assert.equal(answer.status, 200, `${method} ${target}: ${answer.text}`);
    return answer.json;
  }

  change_gate(change) {
    return this.must('PATCH', '/api/v1/gate', change);
  }

  // Gives the path of the customer's link.
  async add_customer(id, profile = {}) {
    const target = `/api/v1/customers/${encodeURIComponent(id)}`;
    const answer = await this.server.send('PUT', target, { name: id, ...profile }, this.write_key);
    assert.equal(answer.json?.stored, 1, answer.text);
    return this.link(id);
  }

  async link(id) {
    const { url } = await this.must('GET', `/api/v1/customers/${encodeURIComponent(id)}/link`);
    assert.ok(url.startsWith(`${this.server.origin}/l/`), url);
    return url.slice(this.server.origin.length);
  }

  async timeline(id, automated = true) {
    const query = `?limit=200&automated=${automated ? 'yes' : 'no'}`;
    const target = `/api/v1/customers/${encodeURIComponent(id)}/timeline${query}`;
    const answer = await this.server.get(target, this.read_key);
    assert.equal(answer.status, 200, answer.text);
    return answer.json.events;
  }

  // Kinds with their verdicts' rules, oldest first.
  async steps(id) {
    return (await this.timeline(id)).reverse().map(({ kind, rule }) => `${kind} ${rule}`);
  }

  // The claims of the token in a portal's address, once its signature is checked.
  async claims(address) {
    const token = new URL(address).searchParams.get('footfall');
    const { secret } = await this.must('GET', '/api/v1/gate/secret');
    const [head, body, signature] = token.split('.');
    const wanted = createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url');
    assert.equal(signature, wanted);
    return JSON.parse(Buffer.from(body, 'base64url'));
  }

  // The word of the newest mail to a customer.
  async mailed_word(id) {
    const { mails } = await this.must('GET', '/api/v1/outbox');
    const mail = mails.find(({ customer, purpose }) => customer === id && purpose === 'code');
    return /^ {4}([a-z]+)$/m.exec(mail.text)[1];
  }

  async mails(id) {
    const { mails } = await this.must('GET', '/api/v1/outbox');
    return mails.filter(({ customer }) => customer === id);
  }

  end() {
    return this.server.end();
  }
}

// A browser with its own cookies, each at an address of its own as a proxy would say it.
export class Visitor {
  constructor(shop, headers = {}) {
    this.server = shop.server;
    this.headers = { 'user-agent': browser_agent, accept: 'text/html', ...headers };
    this.cookies = new Map();
  }

  async send(method, target, body) {
    const headers = { ...this.headers };
    if (this.cookies.size > 0) {
      headers.cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    }
    if (body !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
    const answer = await this.server.request(method, target, { headers, body });
    for (const cookie of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      this.cookies.set(name, value);
    }
    return answer;
  }

  open(link) {
    return this.send('GET', link);
  }

  confirm(link) {
    return this.send('POST', link, 'start=1');
  }

  answer(link, fields) {
    return this.send('POST', link, new URLSearchParams(fields).toString());
  }
}
