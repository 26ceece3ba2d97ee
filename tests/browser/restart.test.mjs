// A server that was killed counts anew: meanwhile the page shows no number but the full ones.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { must_run, Server } from '../http/support.mjs';
import { launch, open_page, picture, sign_in } from './support.mjs';

let server;
let browser;

before(async () => {
  server = await Server.start();
  await server.add_member('owner@example.com', 'owner');
  await must_run(['sample', '--data', server.data]);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.end();
});

test('a page shows full numbers or none while the server starts', async () => {
  const { page, context, trouble } = await open_page(browser, server);
  const shown = new Set();
  await page.exposeFunction('note_counters', (text) => shown.add(text));
  await page.addInitScript(() => {
    const note = () => {
      const counts = [...document.querySelectorAll('dl dd')].map((each) => each.innerText.trim());
      if (counts.some((text) => text !== '')) window.note_counters(counts.join(' '));
    };
    const options = { subtree: true, childList: true, characterData: true };
    new MutationObserver(note).observe(document, options);
  });
  await sign_in(page, server, 'owner@example.com');
  await page.getByText(/^1–\d+ of /).waitFor();

  let refusals = 0;
  let answers = 0;
  page.on('response', (response) => {
    if (!response.url().includes('/api/v1/activity?')) return;
    if (response.status() === 200) answers += 1;
    if (response.status() === 503) refusals += 1;
  });
  for (let turn = 0; turn < 4; ++turn) {
    await server.kill();
    const ready = server.serve();
    let is_ready = false;
    const done = ready.finally(() => (is_ready = true));
    // A page that is open asks again and again; every second time it is loaded anew.
    while (!is_ready) {
      if (turn % 2 === 0) await page.keyboard.press('r');
      else await page.reload().catch(() => {}); // it does not listen yet
      await page.waitForTimeout(10);
    }
    await done;
    if (turn === 3) await picture(page, 'restart');
    await page.goto(`${server.origin}/`);
    await page.getByText(/^1–\d+ of /).waitFor();
  }
  assert.ok(refusals > 0, 'the page met no 503: the start was too quick to prove anything');
  assert.ok(answers >= 4);
  assert.deepEqual([...shown].length, 1, [...shown].join(' | '));
  assert.deepEqual(trouble, []);
  await context.close();
});
