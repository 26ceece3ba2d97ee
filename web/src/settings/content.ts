// What can be said of a site, a campaign or a form, as it is written in a form, and what of it was
// changed.
import { isInPaths } from '../api/client';
import { formatField, instantOfField } from '../formats';
import type { ContentFolder, ContentLists } from '../scope/use-content-list';

export type ContentItem = ContentLists[ContentFolder][number];

export type ContentField =
  'name' | 'kind' | 'site' | 'state' | 'sent_at' | 'reach' | 'created_at' | 'answers' | 'enabled';

// What is not said of it is empty.
export type ContentValues = Record<ContentField | 'id', string>;

export type ContentChange = Partial<Record<ContentField, string | number | boolean | null>>;

interface ContentWords {
  one: string;
  many: string;
  // In their order.
  fields: readonly ContentField[];
  // Of an event that names one.
  example: string;
}

export const contentWords: Record<ContentFolder, ContentWords> = {
  sites: {
    one: 'site',
    many: 'sites',
    fields: ['name'],
    example: '{"site": "shop"}',
  },
  campaigns: {
    one: 'campaign',
    many: 'campaigns',
    fields: ['name', 'kind', 'site', 'state', 'sent_at', 'reach'],
    example: '{"properties": {"campaign_id": "autumn"}}',
  },
  forms: {
    one: 'form',
    many: 'forms',
    fields: ['name', 'site', 'created_at', 'answers', 'enabled'],
    example: '{"properties": {"form_id": "allergens"}}',
  },
};

export const isTime = (field: keyof ContentValues) => field === 'sent_at' || field === 'created_at';

const isCount = (field: keyof ContentValues) => field === 'reach' || field === 'answers';

const nothing: ContentValues = {
  id: '',
  name: '',
  kind: '',
  site: '',
  state: '',
  sent_at: '',
  reach: '',
  created_at: '',
  answers: '',
  enabled: 'yes',
};

// Of one that is yet to be added without `item`. Times are those of the zone.
export function valuesOf(item: ContentItem | undefined, zone: string): ContentValues {
  const values = { ...nothing };
  const facts: Partial<Record<keyof ContentValues, string | number | boolean | null>> = item ?? {};
  for (const field of Object.keys(nothing) as (keyof ContentValues)[]) {
    const fact = facts[field] ?? nothing[field];
    if (typeof fact === 'boolean') values[field] = fact ? 'yes' : '';
    else values[field] = isTime(field) && fact !== '' ? formatField(`${fact}`, zone) : `${fact}`;
  }
  // What nobody named has its id for a name.
  if (values.name === values.id) values.name = '';
  return values;
}

// Only what is another than before; null for what was emptied.
export function changesOf(
  folder: ContentFolder,
  before: ContentValues,
  now: ContentValues,
  zone: string,
): ContentChange {
  const change: ContentChange = {};
  for (const field of contentWords[folder].fields) {
    // An id is what it is, spaces and all.
    const textOf = (values: ContentValues) =>
      field === 'site' ? values.site : values[field].trim();
    const text = textOf(now);
    if (text !== textOf(before)) change[field] = wireOf(field, text, zone);
  }
  return change;
}

function wireOf(field: ContentField, text: string, zone: string) {
  if (field === 'enabled') return text === 'yes';
  if (text === '') return null;
  if (isTime(field)) return instantOfField(text, zone);
  return isCount(field) ? Number(text) : text;
}

// What cannot be sent; all else the server judges.
export function errorsOf(
  { one }: ContentWords,
  values: ContentValues,
  taken: readonly { id: string }[],
): Partial<Record<keyof ContentValues, string>> {
  const errors: Partial<Record<keyof ContentValues, string>> = {};
  const wanted = values.id.trim();
  if (wanted === '') errors.id = `Every ${one} has an id.`;
  else if (!isInPaths(wanted)) errors.id = 'An id needs more than dots.';
  else if (taken.some((each) => each.id === wanted)) {
    errors.id = `There is a ${one} with this id already.`;
  }
  for (const field of Object.keys(values) as (keyof ContentValues)[]) {
    if (!isCount(field) || /^\d*$/.test(values[field].trim())) continue;
    errors[field] = 'Write a whole number, such as 1920.';
  }
  return errors;
}
