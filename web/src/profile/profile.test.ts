import { expect, test } from 'vitest';

import { customer } from '../testing';
import {
  changesOf,
  idError,
  isEmpty,
  textError,
  textsOf,
  traitKeyError,
  traitsOf,
  traitValueError,
} from './profile';
import type { Trait } from './profile';

const known = customer({
  phone: null,
  traits: { segment: 'bakery', seats: 12, delivers: true, tags: ['a'] },
});
const trait = (part: Partial<Trait>): Trait => ({
  key: 'new',
  kind: 'text',
  text: '',
  isKnown: false,
  ...part,
});

test('what is left as it is, is not sent', () => {
  expect(isEmpty(changesOf(known, textsOf(known), traitsOf(known)))).toBe(true);
  const spaced = { ...textsOf(known), code: ' C-1042 ' };
  expect(changesOf(known, spaced, traitsOf(known))).toEqual({});
});

test('what is written is sent, and null for what is emptied or removed', () => {
  const texts = { ...textsOf(known), name: ' New name ', code: '', phone: '030 1' };
  const [segment, , delivers, tags] = traitsOf(known) as [Trait, Trait, Trait, Trait];
  const traits = [
    { ...segment, text: 'hotel' },
    { ...delivers, text: 'false' },
    tags,
    trait({ key: ' rooms ', kind: 'number', text: ' 0.5 ' }),
    trait({ key: '__proto__', text: 'x' }),
  ];
  const profile = changesOf(known, texts, traits);
  expect(profile).toMatchObject({ name: 'New name', code: null, phone: '030 1' });
  expect(Object.entries(profile.traits ?? {})).toEqual([
    ['segment', 'hotel'],
    ['seats', null],
    ['delivers', false],
    ['rooms', 0.5],
    ['__proto__', 'x'],
  ]);
});

test('a trait may change its kind', () => {
  const traits = traitsOf(known).map((each) =>
    each.key === 'seats' ? { ...each, kind: 'text' as const } : each,
  );
  expect(changesOf(known, textsOf(known), traits)).toEqual({ traits: { seats: '12' } });
});

test.each([
  ['', 'Every customer has an id.'],
  ['  ', 'Every customer has an id.'],
  ['..', 'An id needs more than dots.'],
  ['ü'.repeat(129), 'This is too long: 258 bytes of at most 256.'],
  ['ü'.repeat(128), null],
  ['a/b?#', null],
])('an id: %s', (id, error) => {
  expect(idError(id)).toBe(error);
});

test('an email is empty or looks like one, and every text has its bound', () => {
  expect(textError('email', '')).toBeNull();
  expect(textError('email', ' a@b ')).toBeNull();
  expect(textError('email', 'a b@c')).toMatch(/^Write an address/);
  expect(textError('email', `a@${'b'.repeat(318)}`)).toBeNull();
  expect(textError('email', `a@${'b'.repeat(319)}`)).toMatch(/too long/);
  expect(textError('name', 'x'.repeat(512))).toBeNull();
  expect(textError('name', 'x'.repeat(513))).toMatch(/too long/);
});

test.each(['12', '-0.5', '1e21', '0'])('%s is a number', (text) => {
  expect(traitValueError(trait({ kind: 'number', text }))).toBeNull();
});

test.each(['', '1,5', '012', 'twelve', '1e999', '.5'])('%s is none', (text) => {
  expect(traitValueError(trait({ kind: 'number', text }))).not.toBeNull();
});

test('a trait has a name of its own', () => {
  const all = [...traitsOf(known), trait({ key: ' seats ' }), trait({ key: '' })];
  expect(all.map((each) => traitKeyError(each, all))).toEqual([
    null,
    null,
    null,
    null,
    'There is such a trait already.',
    'Name the trait.',
  ]);
});
