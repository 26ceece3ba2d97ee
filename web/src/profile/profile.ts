// What members write of a customer: its texts and traits, what of them can be stored, and what of
// them was changed.
import type { Customer, Profile } from '../api/client';

export const textFields = ['name', 'code', 'email', 'phone', 'contact'] as const;

export type TextField = (typeof textFields)[number];
export type Texts = Record<TextField, string>;

export const labels: Record<TextField, string> = {
  name: 'Name',
  code: 'Code',
  email: 'Email',
  phone: 'Phone',
  contact: 'Contact',
};

export const noTexts: Texts = { name: '', code: '', email: '', phone: '', contact: '' };

const idBytesMax = 256;
const emailBytesMax = 320;
const textBytesMax = 512;

// `other` is what only a program writes: a list, or an object.
export type TraitKind = 'text' | 'number' | 'yes-no' | 'other';

export interface Trait {
  key: string;
  kind: TraitKind;
  text: string;
  // Whether the customer had it before.
  isKnown: boolean;
}

export function textsOf(customer: Customer): Texts {
  const texts = { ...noTexts };
  for (const field of textFields) texts[field] = customer[field] ?? '';
  return texts;
}

export function traitsOf({ traits }: Customer): Trait[] {
  return Object.entries(traits).map(([key, value]) => ({
    key,
    kind: kindOf(value),
    text: traitText(value),
    isKnown: true,
  }));
}

export function traitText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function kindOf(value: unknown): TraitKind {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'yes-no' : 'other';
}

function valueOf({ kind, text }: Trait): unknown {
  return kind === 'text' ? text : (JSON.parse(text) as unknown);
}

// Why a text cannot be stored; null if it can.
export function textError(field: TextField, text: string): string | null {
  const trimmed = text.trim();
  if (field === 'email' && trimmed !== '' && !/^[^\s@]+@[^\s@]+$/.test(trimmed)) {
    return 'Write an address like name@example.com.';
  }
  return lengthError(trimmed, field === 'email' ? emailBytesMax : textBytesMax);
}

export function idError(id: string): string | null {
  const trimmed = id.trim();
  if (trimmed === '') return 'Every customer has an id.';
  if (trimmed === '.' || trimmed === '..') return 'An id needs more than dots.';
  return lengthError(trimmed, idBytesMax);
}

function lengthError(text: string, bytesMax: number): string | null {
  const bytes = new TextEncoder().encode(text).length;
  return bytes > bytesMax ? `This is too long: ${bytes} bytes of at most ${bytesMax}.` : null;
}

export function traitKeyError(trait: Trait, all: readonly Trait[]): string | null {
  if (trait.isKnown) return null;
  const key = trait.key.trim();
  if (key === '') return 'Name the trait.';
  return all.some((other) => other !== trait && other.key.trim() === key)
    ? 'There is such a trait already.'
    : null;
}

export function traitValueError({ kind, text }: Trait): string | null {
  if (kind !== 'number') return null;
  const isNumber = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(text.trim());
  return isNumber && Number.isFinite(Number(text)) ? null : 'Write a number, like 12 or 0.5.';
}

// What has to be sent for the customer to become as written: only what is another value now, null
// for what was emptied or removed.
export function changesOf(customer: Customer, texts: Texts, traits: readonly Trait[]): Profile {
  const profile: Profile = {};
  const before = textsOf(customer);
  for (const field of textFields) {
    const text = texts[field].trim();
    if (text !== before[field].trim()) profile[field] = text === '' ? null : text;
  }
  const changed = new Map<string, unknown>();
  const written = new Map(traits.map((trait) => [trait.key.trim(), trait]));
  for (const known of traitsOf(customer)) {
    const now = written.get(known.key.trim());
    written.delete(known.key.trim());
    if (!now) changed.set(known.key, null);
    else if (now.kind !== known.kind || now.text.trim() !== known.text.trim()) {
      changed.set(known.key, valueOf({ ...now, text: now.text.trim() }));
    }
  }
  for (const [key, trait] of written) {
    changed.set(key, valueOf({ ...trait, text: trait.text.trim() }));
  }
  if (changed.size > 0) profile.traits = Object.fromEntries(changed);
  return profile;
}

export function isEmpty(profile: Profile): boolean {
  return Object.keys(profile).length === 0;
}
