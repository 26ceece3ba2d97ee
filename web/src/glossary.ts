// What each number and word on the pages means, in the words of docs/semantics.md.
import definitions from 'virtual:definitions';

import { terms } from './terms';

export type Term = keyof typeof terms;

export const glossary = Object.fromEntries(
  Object.entries(terms).map(([term, section]) => [term, definitions[section]]),
) as Record<Term, string>;

// Every word once, by the alphabet.
export const words: readonly { word: string; meaning: string }[] = Object.entries(definitions)
  .map(([word, meaning]) => ({ word, meaning }))
  .sort((a, b) => a.word.localeCompare(b.word, 'en'));
