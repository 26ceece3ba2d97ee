import { MantineProvider } from '@mantine/core';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { SearchBox } from './SearchBox';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const onSearch = vi.fn();
const box = (search: string) => (
  <MantineProvider env="test">
    <SearchBox search={search} onSearch={onSearch} inputRef={null} />
  </MantineProvider>
);
const field = () => screen.getByRole<HTMLInputElement>('searchbox');
const type = (value: string) => fireEvent.change(field(), { target: { value } });
const wait = () => act(() => vi.advanceTimersByTimeAsync(150));

test('keeps what is typed while the address still takes in what was typed before', async () => {
  const { rerender } = render(box(''));
  type('ab');
  await wait();
  type('abc');
  await wait();
  type('abcd');
  rerender(box('ab'));
  expect(field().value).toBe('abcd');
  rerender(box('abc'));
  expect(field().value).toBe('abcd');
  await wait();
  expect(onSearch.mock.calls.map(([search]) => search as string)).toEqual(['ab', 'abc', 'abcd']);
  rerender(box('abcd'));
  expect(field().value).toBe('abcd');
});

test('takes over what the address says by another way', async () => {
  const { rerender } = render(box(''));
  type('ab');
  await wait();
  rerender(box('ab'));
  rerender(box('cleared'));
  expect(field().value).toBe('cleared');
  rerender(box('ab'));
  expect(field().value).toBe('ab');
});
