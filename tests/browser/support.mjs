// What the browser tests share: a browser, pages that notice trouble, and someone signed in.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

import { Server } from '../http/support.mjs';

const pictures = fileURLToPath(new URL('../../build/pictures/', import.meta.url));

export async function launch() {
  fs.mkdirSync(pictures, { recursive: true });
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      '--no-first-run',
    ],
  });
}

const patience_ms = 20_000;

// Waits until `read` gives what is expected: the page shows what an action does a while after it.
export async function becomes(read, expected) {
  const deadline = Date.now() + patience_ms;
  for (;;) {
    const now = await read();
    if (isDeepStrictEqual(now, expected)) return;
    if (Date.now() > deadline) assert.deepEqual(now, expected);
    await setTimeout(50);
  }
}

// A page that writes down what a visitor must never meet: a dialog, a script error, a violation of
// the policy, a request to another host.
export async function open_page(browser, server, options = {}) {
  const context = await browser.newContext({ locale: 'en-US', timezoneId: 'UTC', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patience_ms);
  const trouble = [];
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on('pageerror', (error) => trouble.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    // The browser's own line for an answer of 401 or 503, which the tests look at themselves.
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) {
      trouble.push(`console: ${text}`);
    }
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(server.origin) && !url.startsWith('blob:')) {
      trouble.push(`request to ${url}`);
    }
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  return { page, context, trouble };
}

export async function sign_in(page, server, email, path = '/') {
  await page.goto(server.origin + path);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(Server.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

// A page on which `email` has signed in, with its heading.
export async function open_signed_in(browser, server, email, path, options = {}) {
  const opened = await open_page(browser, server, options);
  await sign_in(opened.page, server, email, path);
  await opened.page.getByRole('heading', { level: 1 }).waitFor();
  return opened;
}

// The table's texts, row by row, without the heading.
export async function row_texts(page) {
  return page
    .locator('table tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.innerText.trim())),
    );
}

// Of every rule of axe, whatever its impact.
export async function violations(page) {
  // What is about to be renewed is dimmed for as long as that takes.
  await page.waitForFunction(() => document.querySelector('[data-waiting]') === null);
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

// Kept under build/pictures for whoever looks at the change.
export async function picture(page, name) {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${pictures}${name}.png`, animations: 'disabled' });
}
