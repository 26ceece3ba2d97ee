// The definitions that pages show, taken from docs/semantics.md at build: there is no second text.
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const id = 'virtual:definitions';

// The quotation that a section opens with, by the section's title. Throws if a wanted section has
// none, and if one has a definition that nobody wants: it would be on no page.
export function definitionsOf(markdown: string, wanted: readonly string[]): Record<string, string> {
  const found = new Map<string, string>();
  for (const section of markdown.split(/^## /m).slice(1)) {
    const [title = '', ...lines] = section.split('\n');
    const from = lines.findIndex((line) => line !== '');
    const quotation = [];
    for (const line of lines.slice(Math.max(from, 0))) {
      if (!line.startsWith('> ')) break;
      quotation.push(line.slice(2));
    }
    if (quotation.length > 0) found.set(title, quotation.join(' '));
  }
  for (const title of wanted) {
    if (!found.has(title)) throw new Error(`docs/semantics.md does not define “${title}”`);
  }
  for (const title of found.keys()) {
    if (!wanted.includes(title))
      throw new Error(`No page explains “${title}” of docs/semantics.md`);
  }
  return Object.fromEntries(found);
}

export function definitions(wanted: readonly string[]): Plugin {
  const document = fileURLToPath(new URL('../docs/semantics.md', import.meta.url));
  return {
    name: 'definitions',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(source) {
      if (source !== `\0${id}`) return undefined;
      this.addWatchFile(document);
      const found = definitionsOf(fs.readFileSync(document, 'utf8'), wanted);
      return `export default ${JSON.stringify(found)};`;
    },
  };
}
