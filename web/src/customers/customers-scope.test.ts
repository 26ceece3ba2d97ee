import { expect, test } from 'vitest';

import { customersParameters, defaultScope, formatScope, parseScope } from './customers-scope';

const read = (address: string) => parseScope(new URLSearchParams(address));

test('an empty address is the default, and the default an empty address', () => {
  expect(read('')).toEqual(defaultScope);
  expect(formatScope(defaultScope).toString()).toBe('');
});

test('what is written is read back the same', () => {
  for (const key of ['name', 'code', 'email', 'status', 'id'] as const) {
    for (const descending of [true, false]) {
      for (const search of ['', 'café', '100%_&=+#?', 'مطعم']) {
        const scope = {
          search,
          status: 'inactive',
          sort: { key, descending },
          page: 3,
          perPage: 50,
        } as const;
        expect(read(formatScope(scope).toString())).toEqual(scope);
      }
    }
  }
});

test.each(['sort=views', 'sort=-constructor', 'status=asleep', 'page=0', 'per_page=30'])(
  'what cannot be meant is the default: %s',
  (address) => {
    expect(read(address)).toEqual(defaultScope);
  },
);

test('the question asked leaves nothing to defaults', () => {
  expect(customersParameters(defaultScope, 25).toString()).toBe(
    'page=1&per_page=25&sort=name&status=all',
  );
});
