import { act, renderHook } from '@testing-library/react';
import type { PointerEvent } from 'react';
import { beforeEach, expect, test, vi } from 'vitest';

import { useLive } from './live';

const mouse = { pointerType: 'mouse' } as PointerEvent;
const finger = { pointerType: 'touch' } as PointerEvent;

function step(what: () => unknown): void {
  act(() => void what());
}

// A page that shows the answer `shown` and counts how often it asks again.
function live() {
  const refresh = vi.fn();
  const initialProps: { sequence: number; shown: number | undefined } = { sequence: 1, shown: 1 };
  const hook = renderHook(
    ({ sequence, shown }) => useLive({ isLive: true, sequence }, shown, refresh),
    { initialProps },
  );
  return { refresh, ...hook };
}

beforeEach(() => void vi.useFakeTimers());

test('news is asked for at once, and then once a second at most', () => {
  const { refresh, rerender } = live();
  rerender({ sequence: 2, shown: 1 });
  step(() => vi.advanceTimersByTime(0));
  expect(refresh).toHaveBeenCalledTimes(1);
  // Something happens every 100 ms, and each answer is there at once.
  for (let n = 3; n < 23; ++n) {
    rerender({ sequence: n, shown: n - 1 });
    step(() => vi.advanceTimersByTime(100));
  }
  expect(refresh.mock.calls.length).toBeLessThanOrEqual(3);
  step(() => vi.advanceTimersByTime(1_000));
  expect(refresh.mock.calls.length).toBeGreaterThanOrEqual(3);
});

test('what is shown already is not asked for again', () => {
  const { refresh, rerender } = live();
  rerender({ sequence: 5, shown: 5 });
  rerender({ sequence: 5, shown: 7 });
  rerender({ sequence: 9, shown: undefined });
  step(() => vi.advanceTimersByTime(60_000));
  expect(refresh).not.toHaveBeenCalled();
});

test('rows do not move under a pointer, but not for ever, and at once when it leaves', () => {
  const { refresh, rerender, result } = live();
  step(() => result.current.hold.onPointerEnter(mouse));
  rerender({ sequence: 2, shown: 1 });
  expect(result.current.isWaiting).toBe(true);
  step(() => vi.advanceTimersByTime(14_000));
  expect(refresh).not.toHaveBeenCalled();
  step(() => result.current.hold.onPointerLeave());
  step(() => vi.advanceTimersByTime(1));
  expect(refresh).toHaveBeenCalledTimes(1);
  expect(result.current.isWaiting).toBe(false);

  rerender({ sequence: 2, shown: 2 });
  step(() => result.current.hold.onPointerEnter(mouse));
  rerender({ sequence: 3, shown: 2 });
  step(() => vi.advanceTimersByTime(15_000));
  expect(refresh).toHaveBeenCalledTimes(2);
});

test('a finger holds nothing, as it does not stay', () => {
  const { refresh, rerender, result } = live();
  step(() => result.current.hold.onPointerEnter(finger));
  rerender({ sequence: 2, shown: 1 });
  step(() => vi.advanceTimersByTime(1));
  expect(refresh).toHaveBeenCalledTimes(1);
});
