import { expect, test } from 'vitest';

import { parsePanel, withPanel } from './panel';

const read = (address: string) => parsePanel(new URLSearchParams(address));

test('an address names a customer and a tab', () => {
  expect(read('')).toBeUndefined();
  expect(read('customer=&tab=general')).toBeUndefined();
  expect(read('tab=general')).toBeUndefined();
  expect(read('customer=c1')).toEqual({ customer: 'c1', tab: 'activity' });
  expect(read('customer=c1&tab=general')).toEqual({ customer: 'c1', tab: 'general' });
  expect(read('customer=c1&tab=constructor')).toEqual({ customer: 'c1', tab: 'activity' });
});

test.each(['C-1042', 'a/b', '..', 'Ä ö', '北京', '"><script>', 'a&tab=general#x', '%2e', ' c1 '])(
  'what is written is read back the same: %s',
  (customer) => {
    for (const tab of ['activity', 'general'] as const) {
      const address = withPanel(new URLSearchParams(), { customer, tab }).toString();
      expect(read(address)).toEqual({ customer, tab });
    }
  },
);

test('opening and closing leave all else in the address as it was', () => {
  const list = new URLSearchParams('status=active&page=3&per_page=50&search=caf%C3%A9');
  const opened = withPanel(list, { customer: 'c1', tab: 'activity' });
  expect(opened.toString()).toBe(
    'status=active&page=3&per_page=50&search=caf%C3%A9&customer=c1&tab=activity',
  );
  expect(withPanel(opened, { customer: 'c2', tab: 'general' }).getAll('customer')).toEqual(['c2']);
  expect(withPanel(opened, undefined).toString()).toBe(list.toString());
});
