// Asks again when numbers changed: soon, not too often, and not while a pointer is among the rows,
// which would move under it.
import { useEffect, useRef, useState } from 'react';
import type { PointerEvent } from 'react';

import type { Changes } from './changes';

const leastBetweenMs = 1_000;
// Then the rows are renewed even so.
const mostHeldMs = 15_000;

export interface Live {
  isLive: boolean;
  // Whether there is news that is held back.
  isWaiting: boolean;
  // For what holds the rows.
  hold: {
    onPointerEnter: (event: PointerEvent) => void;
    onPointerLeave: () => void;
  };
}

// `shown` is the sequence of the answer on the screen.
export function useLive(
  { isLive, sequence }: Changes,
  shown: number | undefined,
  refresh: () => void,
): Live {
  const [isHeld, setHeld] = useState(false);
  const askedAt = useRef(0);
  const renew = useRef(refresh);
  useEffect(() => {
    renew.current = refresh;
  });

  const hasNews = shown !== undefined && sequence > shown;
  useEffect(() => {
    if (!hasNews) return undefined;
    const sinceLast = Date.now() - askedAt.current;
    const wait = isHeld ? mostHeldMs : Math.max(0, leastBetweenMs - sinceLast);
    const timer = setTimeout(() => {
      askedAt.current = Date.now();
      renew.current();
    }, wait);
    return () => clearTimeout(timer);
    // Not again with each change while one waits.
  }, [hasNews, isHeld, shown]);

  return {
    isLive,
    isWaiting: hasNews && isHeld,
    hold: {
      // A finger does not stay.
      onPointerEnter: (event) => event.pointerType !== 'touch' && setHeld(true),
      onPointerLeave: () => setHeld(false),
    },
  };
}
