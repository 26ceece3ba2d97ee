// A target that was deleted leads back to all customers, and the page says so until it is read.
import { useEffect, useState } from 'react';

import type { ApiError } from '../api/client';
import type { Change } from './use-scope';

// `error` is what came of asking for `target`.
export function useGoneTarget<S extends { target: string | undefined }>(
  target: string | undefined,
  change: Change<S>,
  error: ApiError | undefined,
) {
  const isGone = target !== undefined && error?.code === 'unknown_target';
  const [gone, setGone] = useState<string>();
  if (isGone && gone !== target) setGone(target);
  // Another one was chosen since.
  else if (!isGone && gone !== undefined && target !== undefined && gone !== target) {
    setGone(undefined);
  }
  useEffect(() => {
    if (isGone) change({ target: undefined } as Partial<S>, { replace: true });
  }, [isGone, change]);
  return {
    isGone,
    isShown: gone !== undefined && target === undefined,
    hide: () => setGone(undefined),
  };
}
