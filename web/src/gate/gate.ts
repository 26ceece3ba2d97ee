// What of the gate can be written, what of it was changed, and what is wrong with it.
import type { Gate, GateChange } from '../api/client';

export interface Values {
  portal_url: string;
  order_url: string;
  strict: boolean;
  repeat_window: number;
  brand_name: string;
  brand_color: string;
  support: string;
  notice: string;
  origins: string; // one a line
  mail_subject: string;
  mail_text: string;
}

export const fields = [
  'portal_url',
  'order_url',
  'strict',
  'repeat_window',
  'brand_name',
  'brand_color',
  'support',
  'notice',
  'origins',
  'mail_subject',
  'mail_text',
] as const satisfies (keyof Values)[];

export function valuesOf(gate: Gate): Values {
  const { portal_url, order_url, strict, repeat_window, brand_name, brand_color } = gate;
  const { support, notice, origins, mail_subject, mail_text } = gate;
  return {
    ...{ portal_url, order_url, strict, repeat_window, brand_name, brand_color, support, notice },
    ...{ origins: origins.join('\n'), mail_subject, mail_text },
  };
}

const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

// Only what is another than before.
export function changesOf(before: Values, now: Values): GateChange {
  const change: GateChange = {};
  for (const field of fields) {
    if (now[field] === before[field]) continue;
    if (field === 'strict') change.strict = now.strict;
    else if (field === 'repeat_window') change.repeat_window = now.repeat_window;
    else if (field === 'origins') change.origins = lines(now.origins);
    else change[field] = now[field];
  }
  return change;
}

export function errorsOf(values: Values): Partial<Record<keyof Values, string>> {
  const errors: Partial<Record<keyof Values, string>> = {};
  const { repeat_window: window } = values;
  if (!Number.isInteger(window) || window < 0 || window > 3600) {
    errors.repeat_window = 'Give 0 to 3600 seconds.';
  }
  if (values.portal_url !== '' && !/^https?:\/\//i.test(values.portal_url.trim())) {
    errors.portal_url = 'It begins with https:// or http://.';
  }
  const order = values.order_url.trim();
  if (order !== '' && !/^https?:\/\//i.test(order)) {
    errors.order_url = 'It begins with https:// or http://.';
  } else if (order !== '' && order.split('{order}').length !== 2) {
    errors.order_url = 'Put {order} where the order number goes, once.';
  }
  if (values.brand_color !== '' && !/^#[0-9a-f]{6}$/i.test(values.brand_color)) {
    errors.brand_color = 'Give a color as #rrggbb.';
  }
  if (values.mail_subject.trim() === '') errors.mail_subject = 'A mail has a subject.';
  if (!values.mail_text.includes('{link}')) errors.mail_text = 'Say where the link goes: {link}.';
  return errors;
}
