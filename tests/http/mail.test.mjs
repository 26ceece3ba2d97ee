// The real program and a real mail server: what is sent arrives, whatever stands in between.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

import { dice, must_run, new_folder, run, Server, test_seed } from './support.mjs';

const patience_ms = 60_000;
const sender = 'Müller & Söhne <shop@acme.example>';

let folder;
let authority; // a file with the certificate of `mail.localhost`, which signed itself
let key;
const ends = [];

before(() => {
  folder = new_folder();
  const [key_file, certificate] = ['key.pem', 'certificate.pem'].map((name) => path.join(folder, name));
  const name = ['-subj', '/CN=mail.localhost', '-addext', 'subjectAltName=DNS:mail.localhost'];
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...name];
  execFileSync('openssl', [...made, '-keyout', key_file, '-out', certificate], { stdio: 'pipe' });
  authority = certificate;
  key = fs.readFileSync(key_file);
});

after(async () => {
  for (const end of ends.reverse()) await end();
  fs.rmSync(folder, { recursive: true, force: true });
});

// A mail server that takes everything, unless `options` say otherwise; `mails` are those it took.
class MailServer {
  mails = [];
  sessions = new Set();
  port = 0;

  static async start(options = {}) {
    const server = new MailServer();
    server.options = options;
    await server.open();
    ends.push(() => server.close());
    return server;
  }

  async open() {
    this.server = new SMTPServer({
      authOptional: true,
      disableReverseLookup: true,
      key,
      cert: fs.readFileSync(authority),
      closeTimeout: 100,
      onData: (stream, session, done) => this.take(stream, session, done),
      ...this.options,
    });
    this.server.on('error', () => {}); // clients that vanish
    await new Promise((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = this.server.server.address().port;
  }

  async take(stream, session, done) {
    const pieces = [];
    for await (const piece of stream) pieces.push(piece);
    const refusal = this.options.refuse_text?.(session);
    if (refusal) return done(refusal);
    this.sessions.add(session.id);
    const raw = Buffer.concat(pieces);
    const { mailFrom, rcptTo } = session.envelope;
    assert.equal(rcptTo.length, 1);
    const envelope = { from: mailFrom.address, to: rcptTo[0].address };
    this.mails.push({ ...envelope, secure: session.secure, raw, mail: await simpleParser(raw) });
    await this.options.before_reply?.(this.mails.length);
    done();
  }

  async close() {
    if (!this.server) return;
    const { server } = this;
    this.server = undefined;
    await new Promise((resolve) => server.close(resolve));
  }

  async received(count) {
    await until(() => this.mails.length >= count, `${count} mails, not ${this.mails.length}`);
    return this.mails;
  }

  of(to) {
    return this.mails.filter((mail) => mail.to === to);
  }
}

async function until(is_so, what) {
  for (const deadline = Date.now() + patience_ms; Date.now() < deadline; await wait(20)) {
    const found = await is_so();
    if (found) return found;
  }
  assert.fail(`there are no ${what}`);
}

function refusal(code, words) {
  return Object.assign(new Error(words), { responseCode: code });
}

async function footfall({ url, settings = [] }) {
  const mail = ['--smtp-url', url, '--mail-from', sender];
  const server = await Server.prepare({ settings: [...mail, ...settings] });
  ends.push(() => server.end());
  return server;
}

// Mails as the queue holds them; the routes that fill it have tests of their own.
class Queue {
  constructor(server) {
    this.file = path.join(server.data, 'control.sqlite');
  }

  ask(sql, ...values) {
    const database = new DatabaseSync(this.file, { timeout: 10_000 });
    try {
      return database.prepare(sql).all(...values);
    } finally {
      database.close();
    }
  }

  // As an earlier version left it; the next start takes it.
  add(to, { subject = 'Your link', text = 'Hello' } = {}) {
    const now = Date.now() * 1000;
    this.ask(
      `INSERT INTO mails (workspace, purpose, state, customer, recipient, subject, body, trouble,
         queued, next_try, tries) SELECT id, 1, 1, 'c', ?, ?, ?, '', ?, ?, 0 FROM workspaces LIMIT 1`,
      to, subject, text, now, now,
    );
  }

  // 1 queued, 2 sent, 3 failed.
  of(to) {
    return this.ask('SELECT state, trouble, tries, body || sealed AS body FROM mails WHERE recipient = ?', to)[0];
  }

  async reaches(to, state) {
    return until(() => (this.of(to)?.state === state ? this.of(to) : undefined), `${to} in ${state}`);
  }
}

test('what strangers wrote arrives as it was, and as nothing else', async () => {
  const mails = await MailServer.start();
  const server = await footfall({ url: `smtp://127.0.0.1:${mails.port}` });
  const queue = new Queue(server);
  const seed = test_seed();
  const { pick, below } = dice(seed);
  const pieces = [
    'a', 'Z', ' ', '  ', '=', '?', '=?', '?=', '_', '.', '\n.\n', '\n', '\r\n', 'ü', 'é', '漢字', '👩‍👩‍👧‍👦',
    '\u202e', '\u00a0', '<b>', '"', '\\', '\t', 'From ', '\nBcc: x@example.com\n', '{link}', '\u0007', 'e\u0301',
  ];
  const texts = [
    'Zürich: Ihr Link',
    '=?UTF-8?B?dHJpY2s=?=',
    'a\r\nBcc: everybody@example.com\r\n\r\nbody',
    '株式会社サンプル'.repeat(30),
    `https://shop.example/l/${'x'.repeat(300)}?a=b&c=d`,
    ...Array.from({ length: 60 }, () =>
      Array.from({ length: 1 + below(60) }, () => pick(pieces)).join(''),
    ),
  ];
  texts.forEach((text, i) => queue.add(`c${i}@example.com`, { subject: text, text }));
  await server.serve();
  await mails.received(texts.length);
  const lines = (text) => text.replace(/\r\n|\r/g, '\n').replace(/\n+$/, '');
  // Readers put one blank where a field has several, and none around it.
  const one_line = (text) => text.replace(/[\x00-\x1f\x7f]/g, ' ').trim();
  texts.forEach((text, i) => {
    const [{ mail, from, secure, raw }] = mails.of(`c${i}@example.com`);
    assert.equal(mail.subject.trim(), one_line(text), `SEED=${seed}`);
    assert.equal(lines(mail.text), lines(text), `SEED=${seed}`);
    assert.deepEqual(mail.from.value, [{ name: 'Müller & Söhne', address: 'shop@acme.example' }]);
    assert.equal(mail.to.text, `c${i}@example.com`);
    assert.equal(mail.bcc, undefined);
    assert.equal(mail.headers.get('auto-submitted'), 'auto-generated');
    assert.ok(Math.abs(mail.date.getTime() - Date.now()) < 3_600_000);
    assert.equal(from, 'shop@acme.example');
    assert.equal(secure, true); // it was offered
    assert.ok(raw.toString('latin1').split('\r\n').every((line) => line.length <= 78));
  });
  assert.equal(new Set(mails.mails.map(({ mail }) => mail.messageId)).size, texts.length);
  assert.ok(mails.sessions.size <= 3, 'one connection for several mails');
  const sent = await queue.reaches('c0@example.com', 2);
  assert.equal(sent.body, '');
});

test('links that an owner sends arrive, each with its own, and those who get none are named', async () => {
  const mails = await MailServer.start({
    onRcptTo: ({ address }, session, done) =>
      done(address === 'gone@example.com' ? refusal(550, 'No such mailbox') : null),
  });
  const server = await footfall({ url: `smtp://127.0.0.1:${mails.port}` });
  await server.add_member('owner@example.com', 'owner');
  await server.serve();
  const cookie = await server.sign_in('owner@example.com');
  const ask = (method, target, body) =>
    server.request(method, target, {
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
  const customers = {
    zoe: { name: 'Zoë "Ä" <x@y.example>\u202e', email: 'zoe@example.com' },
    bo: { name: 'Bo {link}', email: 'bo@example.com' },
    evil: { name: 'Evil', email: 'a@b.example>\r\nRCPT TO:<c@d.example' },
    none: { name: 'None' },
    gone: { name: 'Gone', email: 'gone@example.com' },
  };
  for (const [id, profile] of Object.entries(customers)) {
    await server.send('PUT', `/api/v1/customers/${id}`, profile);
  }
  const text = 'Grüß Gott {customer},\n\n{link}\n\n{supplier}';
  const sent = await ask('POST', '/api/v1/links/send', {
    customers: ['zoe', 'bo', 'evil', 'none', 'gone', 'nobody'],
    subject: 'Für {customer}',
    text,
  });
  assert.equal(sent.status, 200, sent.text);
  assert.equal(sent.json.queued, 3);
  const skipped = Object.fromEntries(sent.json.skipped.map((each) => [each.customer, each.reason]));
  assert.equal(skipped.none, 'no_email');
  assert.equal(skipped.nobody, 'unknown_customer');
  await mails.received(2);
  for (const id of ['zoe', 'bo']) {
    const { json: link } = await ask('GET', `/api/v1/customers/${id}/link`);
    const { name, email } = customers[id];
    const [{ mail }] = mails.of(email);
    assert.equal(mail.subject, `Für ${name}`);
    assert.equal(mail.text.trim(), `Grüß Gott ${name},\n\n${link.url}\n\nWorkspace`);
    assert.match(link.url, /\/l\/[0-9A-Za-z]{22}$/);
  }
  const { json: gate } = await ask('GET', '/api/v1/gate');
  assert.equal(gate.mail_from, 'shop@acme.example');
  const outbox = await until(async () => {
    const { json } = await ask('GET', '/api/v1/outbox');
    return json.mails.every(({ state }) => state !== 'queued') && json.mails;
  }, 'ends of all mails');
  assert.deepEqual(
    outbox.map(({ to, state, trouble, text: kept }) => [to, state, trouble, kept]).sort(),
    [
      ['bo@example.com', 'sent', null, null],
      ['gone@example.com', 'failed', '550 No such mailbox', null],
      ['zoe@example.com', 'sent', null, null],
    ],
  );
  // Whose mail failed was not written to.
  for (const [id, is_sent] of [['zoe', true], ['bo', true], ['gone', false]]) {
    const { json: link } = await ask('GET', `/api/v1/customers/${id}/link`);
    assert.equal(link.last_sent !== null, is_sent, id);
  }
  const { json: failed } = await ask('GET', '/api/v1/outbox?state=failed');
  assert.deepEqual(failed.mails.map(({ to }) => to), ['gone@example.com']);
  assert.deepEqual([failed.next, failed.totals], [null, { queued: 0, sent: 2, failed: 1, kept: 0 }]);
  const pages = [];
  for (let cursor = ''; cursor !== null; ) {
    const { json: page } = await ask('GET', `/api/v1/outbox?limit=1&cursor=${cursor}`);
    pages.push(...page.mails);
    cursor = page.next;
  }
  assert.deepEqual(pages, outbox);
  for (const [query, code] of [
    ['state=held', 'unknown_state'],
    ['state=lost', 'unknown_state'],
    ['cursor=x', 'invalid_cursor'],
    ['cursor=-1', 'invalid_cursor'],
    ['cursor=9223372036854775808', 'invalid_cursor'],
    ['limit=0', 'invalid_number'],
    ['limit=201', 'invalid_number'],
    ['page=2', 'unknown_parameter'],
  ]) {
    const { status, json } = await ask('GET', `/api/v1/outbox?${query}`);
    assert.deepEqual([status, json.error.code], [400, code], query);
  }
});

test('links to more than a piece of customers arrive once each, and only some who get none are named', async () => {
  const mails = await MailServer.start();
  const server = await footfall({ url: `smtp://127.0.0.1:${mails.port}` });
  await server.add_member('owner@example.com', 'owner');
  await server.serve();
  const cookie = await server.sign_in('owner@example.com');
  const written = 1_100;
  const skipped = 1_050;
  const rows = ['id,email'];
  for (let i = 0; i < written; ++i) rows.push(`w${i},w${i}@example.com`);
  for (let i = 0; i < skipped; ++i) rows.push(`s${i},`);
  const imported = await server.request('POST', '/api/v1/import/customers?apply=yes', {
    headers: { cookie, 'content-type': 'text/csv' },
    body: rows.join('\n'),
  });
  assert.equal(imported.status, 200, imported.text);
  const send = async (body) => {
    const { status, json, text } = await server.request('POST', '/api/v1/links/send', {
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ all: true, ...body }),
    });
    assert.equal(status, 200, text);
    return [json.queued, json.skipped.length, json.skipped_total];
  };
  assert.deepEqual(await send({ preview: true }), [written, 1_000, skipped]);
  assert.deepEqual(await send({}), [written, 1_000, skipped]);
  await mails.received(written);
  assert.equal(new Set(mails.mails.map(({ to }) => to)).size, written);
  assert.equal(new Set(mails.mails.map(({ mail }) => /\/l\/(\w{22})\n/.exec(mail.text)[1])).size, written);
  assert.equal(mails.mails.length, written);
});

test('a mail refused for now is tried again and arrives, one refused for good fails with the words', async () => {
  let tries = 0;
  const mails = await MailServer.start({
    onRcptTo({ address }, session, done) {
      if (address === 'later@example.com' && tries++ === 0) return done(refusal(450, 'Greylisted'));
      if (address === 'gone@example.com') return done(refusal(550, '5.1.1 No such mailbox'));
      done();
    },
    refuse_text: ({ envelope }) =>
      envelope.rcptTo[0].address === 'spam@example.com' && refusal(554, '5.7.1 Looks like spam'),
  });
  const server = await footfall({ url: `smtp://127.0.0.1:${mails.port}` });
  const queue = new Queue(server);
  for (const name of ['later', 'gone', 'spam', 'fine']) queue.add(`${name}@example.com`);
  await server.serve();
  await until(() => queue.of('later@example.com').trouble === '450 Greylisted', 'words of its refusal');
  const gone = await queue.reaches('gone@example.com', 3);
  assert.equal(gone.trouble, '550 5.1.1 No such mailbox');
  assert.equal(gone.body, '');
  const spam = await queue.reaches('spam@example.com', 3);
  assert.equal(spam.trouble, '554 5.7.1 Looks like spam');
  await queue.reaches('fine@example.com', 2);
  assert.equal((await queue.reaches('later@example.com', 2)).tries, 2);
  assert.equal(mails.mails.length, 2);
  const log = Buffer.concat(server.log).toString();
  assert.match(log, /a mail failed/);
  assert.doesNotMatch(log, /@example\.com/); // no personal data
});

test('a mail server that is away gets everything when it is back', async () => {
  const mails = await MailServer.start();
  await mails.close();
  const server = await footfall({ url: `smtp://127.0.0.1:${mails.port}` });
  const queue = new Queue(server);
  const all = Array.from({ length: 5 }, (_, i) => `c${i}@example.com`);
  for (const to of all) queue.add(to);
  await server.serve();
  await until(() => queue.of(all[0]).tries > 0, 'tries');
  assert.equal(queue.of(all[4]).tries, 0, 'the others wait');
  await mails.open();
  for (const to of all) await queue.reaches(to, 2);
  assert.equal(mails.mails.length, all.length);
  const log = Buffer.concat(server.log).toString();
  assert.match(log, /the mail server takes no mails/);
  assert.match(log, /takes mails again/);
});

test('a program that is killed loses no mail', async () => {
  const seed = test_seed();
  const { below } = dice(seed);
  let kill_at = Infinity;
  let killed;
  let server;
  const mails = await MailServer.start({
    before_reply: async (count) => {
      if (count < kill_at) return;
      kill_at = Infinity;
      await server.kill();
      killed();
    },
  });
  server = await footfall({ url: `smtp://127.0.0.1:${mails.port}` });
  const queue = new Queue(server);
  const all = Array.from({ length: 40 }, (_, i) => `c${i}@example.com`);
  for (const to of all) queue.add(to);
  const kills = 3;
  for (let i = 0; i < kills; ++i) {
    kill_at = mails.mails.length + 1 + below(9);
    const death = new Promise((resolve) => {
      killed = resolve;
    });
    await server.serve(() => true);
    await death;
  }
  await server.serve();
  for (const to of all) await queue.reaches(to, 2);
  for (const to of all) {
    const arrived = mails.of(to);
    assert.ok(arrived.length >= 1 && arrived.length <= 1 + kills, `SEED=${seed}`);
    assert.equal(new Set(arrived.map(({ mail }) => mail.messageId)).size, 1, 'known as the same');
  }
  assert.ok(mails.mails.length <= all.length + kills, `SEED=${seed}`);
});

const secret = { user: 'me@acme.example', password: 'p:/%@ü' };
const credentials = `${encodeURIComponent(secret.user)}:${encodeURIComponent(secret.password)}`;

function guarded(more) {
  return {
    authOptional: false,
    onAuth({ username, password }, session, done) {
      const is_right = username === secret.user && password === secret.password;
      done(is_right ? null : refusal(535, 'Wrong password'), is_right ? { user: username } : undefined);
    },
    ...more,
  };
}

for (const [name, scheme, options] of [
  ['STARTTLS', 'smtp', {}],
  ['TLS at once', 'smtps', { secure: true }],
]) {
  test(`${name}: signs in where the certificate is right, and says nothing where it is not`, async () => {
    const asked = [];
    const mails = await MailServer.start(
      guarded({
        ...options,
        onAuth(auth, session, done) {
          asked.push(auth.username);
          guarded({}).onAuth(auth, session, done);
        },
      }),
    );
    const url = (host) => `${scheme}://${credentials}@${host}:${mails.port}`;
    const trust = ['--smtp-ca-file', authority];
    const strangers = [
      await footfall({ url: url('mail.localhost') }), // signed by nobody known
      await footfall({ url: url('other.localhost'), settings: trust }), // another's name
    ];
    for (const server of strangers) {
      const queue = new Queue(server);
      queue.add('ana@example.com');
      await server.serve();
      const { trouble } = await until(() => {
        const mail = queue.of('ana@example.com');
        return mail.tries > 0 && mail;
      }, 'tries');
      assert.match(trouble, /certificate/i);
    }
    assert.deepEqual(asked, []);
    const server = await footfall({ url: url('mail.localhost'), settings: trust });
    const queue = new Queue(server);
    queue.add('ana@example.com');
    await server.serve();
    await queue.reaches('ana@example.com', 2);
    assert.deepEqual(asked, [secret.user]);
    assert.equal(mails.mails[0].secure, true);
    assert.equal(mails.mails.length, 1);
  });
}

test('a password is not sent to another machine without TLS', async () => {
  const asked = [];
  const mails = await MailServer.start({
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    onAuth(auth, session, done) {
      asked.push(auth.username);
      done(null, { user: auth.username });
    },
  });
  const away = await footfall({ url: `smtp://${credentials}@mail.localhost:${mails.port}` });
  const queue = new Queue(away);
  queue.add('ana@example.com');
  await away.serve();
  await until(() => queue.of('ana@example.com').tries > 0, 'tries');
  assert.deepEqual(asked, []);
  const here = await footfall({ url: `smtp://${credentials}@127.0.0.1:${mails.port}` });
  const its_queue = new Queue(here);
  its_queue.add('ana@example.com');
  await here.serve();
  await its_queue.reaches('ana@example.com', 2);
  assert.deepEqual(asked, [secret.user]);
});

test('a wrong password fails no mail', async () => {
  const mails = await MailServer.start(guarded());
  const server = await footfall({ url: `smtp://me:wrong@127.0.0.1:${mails.port}` });
  const queue = new Queue(server);
  queue.add('ana@example.com');
  await server.serve();
  await until(() => queue.of('ana@example.com').tries > 0, 'tries');
  const mail = queue.of('ana@example.com');
  assert.equal(mail.state, 1);
  assert.match(mail.trouble, /^535 .*Wrong password/);
});

test('a stop does not wait for a silent mail server, and the mail is kept', async () => {
  let connected;
  const connection = new Promise((resolve) => {
    connected = resolve;
  });
  const silent = net.createServer((socket) => {
    socket.on('error', () => {});
    connected();
  });
  await new Promise((resolve) => silent.listen(0, '127.0.0.1', resolve));
  ends.push(() => silent.close());
  const server = await footfall({ url: `smtp://127.0.0.1:${silent.address().port}` });
  const queue = new Queue(server);
  queue.add('ana@example.com');
  await server.serve();
  await connection;
  assert.equal(await server.stop(), 0);
  const { state, trouble, tries, body } = queue.of('ana@example.com');
  assert.deepEqual([state, trouble, tries], [1, '', 0]);
  assert.ok(body !== '' && !body.includes('Hello'), 'it is kept, and sealed');
});

test('settings: mail server and sender come together, and a password is never shown', async () => {
  const url = 'smtp://me:s3cr3t@mail.example';
  const alone = await run(['config', '--smtp-url', url]);
  assert.equal(alone.status, 2);
  assert.match(alone.stderr, /mail_from/);
  const wrong = await run(['config', '--smtp-url', `${url} x`, '--mail-from', sender]);
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /smtp_url/);
  const shown = await must_run(['config', '--smtp-url', url, '--mail-from', sender]);
  assert.match(shown, /^smtp_url = smtp:\/\/me:\*\*\*@mail\.example:587$/m);
  assert.match(shown, /^mail_from = Müller & Söhne <shop@acme\.example>$/m);
  for (const text of [alone.stderr, wrong.stderr, shown]) assert.doesNotMatch(text, /s3cr3t/);
});
