import { act, renderHook } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';

import { isViewing, useServerTime } from './viewing';

afterEach(() => {
  vi.useRealTimers();
});

const now = '2026-11-22T08:41:07Z';

test.each([
  ['2026-11-22T08:41:07Z', true],
  ['2026-11-22T08:36:07Z', true],
  ['2026-11-22T08:36:06.999Z', false],
  // Events may be dated a little ahead.
  ['2026-11-22T08:45:00Z', true],
  ['2025-11-22T08:41:07Z', false],
  [null, false],
])('who last did something at %s is viewing now: %s', (recent, is) => {
  expect(isViewing(recent, now)).toBe(is);
});

test('the server’s time goes on without an answer, and begins anew with one', () => {
  vi.useFakeTimers({ now: Date.parse('2001-01-01T00:00:00Z') });
  const { result, rerender } = renderHook(({ asOf }) => useServerTime(asOf), {
    initialProps: { asOf: now },
  });
  expect(Date.parse(result.current)).toBe(Date.parse(now));
  act(() => void vi.advanceTimersByTime(5 * 60_000));
  expect(result.current).toBe('2026-11-22T08:46:07.000Z');
  rerender({ asOf: '2026-11-22T09:00:00Z' });
  expect(result.current).toBe('2026-11-22T09:00:00.000Z');
});

test('a browser’s clock that is set back does not turn time back', () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T08:00:00Z') });
  const { result } = renderHook(() => useServerTime(now));
  vi.setSystemTime(Date.parse('2026-11-21T08:00:00Z'));
  act(() => void vi.advanceTimersByTime(10_000));
  expect(Date.parse(result.current)).toBe(Date.parse(now));
});
