// What `<script src="…/footfall.js" data-key="…" async>` runs: it makes the global `footfall`, and
// does what the page asked of it before.
import { type Footfall, start } from './footfall';

export type Call = [method: keyof Footfall, ...details: unknown[]];
interface Calls {
  push(...calls: Call[]): void;
}
interface Page extends Partial<Footfall> {
  calls?: Call[] | Calls;
}

declare global {
  interface Window {
    footfall?: Page;
  }
}

function begin(element: HTMLScriptElement, page: Page) {
  const { key, server, site, token } = element.dataset;
  if (!key) {
    console.warn('footfall: the script has no data-key');
    return;
  }
  const options = { key, server: server ?? new URL('.', element.src).href };
  const started = start(Object.assign(options, site && { site }, token && { token }));
  const run = ([method, ...details]: Call) => {
    try {
      (started[method] as (...details: unknown[]) => void)(...details);
    } catch {
      console.warn('footfall: there is no', method);
    }
  };
  const early = Array.isArray(page.calls) ? page.calls : [];
  // Those that have it already go on with it.
  Object.assign(page, started, { calls: { push: (...calls: Call[]) => calls.forEach(run) } });
  early.forEach(run);
}

try {
  const page = (window.footfall ??= {});
  const element = document.currentScript;
  // Twice in a page it is still one.
  if (!page.track && element instanceof HTMLScriptElement) begin(element, page);
} catch {
  // Whatever it is, the page goes on.
}
