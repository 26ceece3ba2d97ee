import { chromium } from 'playwright-core'; import { must_run, Server } from './http/support.mjs';
const server = await Server.prepare();
try {
  await must_run(['sample', '--data', server.data]); await server.serve(); await server.add_member('owner@example.com', 'owner');
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu','--disable-background-networking'] });
  for (const [name, scheme, width] of [['light','light',1440],['dark','dark',1440],['phone','light',390]]) {
    const context = await browser.newContext({ viewport: { width, height: width === 390 ? 844 : 1000 }, colorScheme: scheme });
    const page = await context.newPage(); await page.goto(server.origin);
    await page.getByLabel('Email').fill('owner@example.com'); await page.getByLabel('Password', { exact: true }).fill(Server.password);
    await page.getByRole('button', { name: 'Sign in' }).click(); await page.getByText(/^1–\d+ of /).waitFor();
    for (const p of process.argv.slice(2)) { await page.goto(server.origin + p); await page.waitForTimeout(1500); await page.screenshot({ path: `/tmp/shots/${name}${p.replace(/\W+/g,'_')}.png`, fullPage: true }); }
    await context.close();
  }
  await browser.close();
} finally { await server.end(); }
