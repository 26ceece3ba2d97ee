// Measures the dashboard in a real browser, over the sample data: how soon an open page shows what
// was acknowledged, and what Lighthouse says of it. Prints a line a figure: its name, a tab, numbers
// with tabs between them. BINARY is the program.
//   node page.mjs EVENTS RUNS
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import lighthouse, { desktopConfig } from 'lighthouse';
import { chromium } from 'playwright-core';

import { must_run, Server } from '../tests/http/support.mjs';

const [events, runs] = process.argv.slice(2).map(Number);
const email = 'owner@example.com';

const server = await Server.prepare();
const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'footfall-browser-'));
let browser;
try {
  await must_run(['sample', '--data', server.data]);
  await server.serve();
  await server.add_member(email, 'owner');
  const port = await free_port();
  browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    locale: 'en-US',
    viewport: { width: 1440, height: 900 },
    args: [
      `--remote-debugging-port=${port}`,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  const page = await browser.newPage();
  await page.goto(server.origin);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(Server.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText(/^1–\d+ of /).waitFor();
  await page.mouse.move(0, 0); // rows do not change under a pointer
  print('shown', await times_until_shown(page));
  await page.goto('about:blank');
  for (const [name, target] of [
    ['activity', '/customers/activity'],
    ['customers', '/customers'],
  ]) {
    const { performance, accessibility, bytes } = await judge(server.origin + target, port);
    print(`lighthouse ${name}`, [performance, accessibility, bytes]);
  }
} finally {
  await browser?.close();
  await server.end();
  fs.rmSync(profile, { recursive: true, force: true });
}

function print(name, numbers) {
  console.log([name, ...numbers].join('\t'));
}

async function free_port() {
  const probe = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

// Milliseconds from each acknowledgement until the counter of orders has been painted with it.
async function times_until_shown(page) {
  const counter = page.locator('dl dt', { hasText: 'Orders submitted' }).locator('xpath=../dd');
  const shown = async () => Number((await counter.innerText()).match(/^[\d,.]+/)[0].replace(/\D/g, ''));
  let count = await shown();
  const painted = new Map();
  await page.exposeFunction('note_painted', (number, at) => painted.set(number, at));
  await counter.evaluate((element) => {
    const note = () => {
      const number = Number(element.innerText.match(/^[\d,.]+/)?.[0].replace(/\D/g, ''));
      // The frame after the one that draws it.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => window.note_painted(number, Date.now())),
      );
    };
    new MutationObserver(note).observe(element, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  const key = await server.create_key('write', ['--workspace', 'Sample: Riverside Foods']);
  const times = [];
  for (let i = 0; i < events; ++i) {
    // Not in step with what the server tells together.
    await page.waitForTimeout(700 + ((i * 397) % 1_000));
    const order = { kind: 'order_submit', customer: 'c-bench', properties: { order_id: `bench-${i}` } };
    const { json, text } = await server.send('POST', '/api/v1/events', [order], key);
    const acknowledged = Date.now();
    if (json?.stored !== 1) throw new Error(`not stored: ${text}`);
    count += 1;
    for (const deadline = Date.now() + 10_000; !painted.has(count);) {
      if (Date.now() > deadline) throw new Error('the page does not show an order');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    times.push(Math.max(painted.get(count) - acknowledged, 0));
  }
  return times;
}

// Medians of the scores of 100, with the preset for desktops, and the bytes of script over the wire.
async function judge(url, port) {
  const found = { performance: [], accessibility: [], bytes: [] };
  for (let i = 0, failed = 0; i < runs; ++i) {
    const { lhr } = await lighthouse(
      url,
      {
        port,
        output: 'json',
        logLevel: 'silent',
        onlyCategories: ['performance', 'accessibility'],
      },
      desktopConfig,
    );
    // Now and then a trace is not recorded, which says nothing of the page.
    if (lhr.runtimeError) {
      if (++failed === 3) throw new Error(lhr.runtimeError.message);
      --i;
      continue;
    }
    if (new URL(lhr.finalDisplayedUrl).pathname !== new URL(url).pathname) {
      throw new Error(`it went to ${lhr.finalDisplayedUrl}`);
    }
    found.performance.push(lhr.categories.performance.score * 100);
    found.accessibility.push(lhr.categories.accessibility.score * 100);
    const requests = lhr.audits['network-requests'].details.items;
    const scripts = requests.filter(({ resourceType }) => resourceType === 'Script');
    found.bytes.push(scripts.reduce((sum, { transferSize }) => sum + transferSize, 0));
  }
  return Object.fromEntries(Object.entries(found).map(([name, all]) => [name, median(all)]));
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
}
