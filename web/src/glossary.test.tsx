import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';

import { definitionsOf } from '../definitions';
import { glossary, words } from './glossary';
import { terms } from './terms';
import { open, serve, signedIn } from './testing';

const page = '/customers/activity';

test('every term has its words, and no two sections have the same', () => {
  for (const [term, meaning] of Object.entries(glossary)) {
    expect(meaning, term).toMatch(/^[A-Z].*\.$/);
  }
  expect(new Set(words.map(({ meaning }) => meaning)).size).toBe(words.length);
  expect(words.map(({ word }) => word).sort()).toEqual(
    Array.from(new Set<string>(Object.values(terms))).sort(),
  );
});

const document = '# Title\n\n## One\n\n> First\n> line.\n\nMore.\n\n> Later.\n\n## Two\n\nNone.\n';

test('a definition is the quotation that a section opens with', () => {
  expect(definitionsOf(document, ['One'])).toEqual({ One: 'First line.' });
});

test('a term without a definition, or a definition without a term, stops the build', () => {
  expect(() => definitionsOf(document, ['One', 'Two'])).toThrow('does not define “Two”');
  expect(() => definitionsOf(document, ['One', 'Three'])).toThrow('does not define “Three”');
  expect(() => definitionsOf(document, [])).toThrow('“One”');
});

test('the glossary opens from the member’s menu, from the keys’ list and by its key', async () => {
  serve(signedIn());
  open(page);
  await screen.findByText('Bäckerei Hoffmann');
  const closed = async () => {
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  };
  await userEvent.click(screen.getByRole('button', { name: /^Signed in as/ }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Glossary' }));
  const dialog = await screen.findByRole('dialog', { name: 'Glossary' });
  expect(within(dialog).getAllByRole('term')).toHaveLength(words.length);
  expect(within(dialog).getByText(glossary.gone_quiet)).toBeDefined();
  await closed();
  await userEvent.keyboard('g');
  await screen.findByRole('dialog', { name: 'Glossary' });
  await closed();
  await userEvent.keyboard('?');
  await userEvent.click(await screen.findByRole('button', { name: 'Glossary' }));
  await screen.findByRole('dialog', { name: 'Glossary' });
});

test('a hint shows the definition', async () => {
  serve(signedIn());
  open(page);
  const heading = await screen.findByRole('columnheader', { name: 'Orders' });
  expect(within(heading).getByRole('button').dataset.hint).toBe(glossary.orders);
});
