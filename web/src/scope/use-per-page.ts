// How many rows a member wants on a page, remembered in this browser per member.
import { useCallback, useState } from 'react';

import { parsePerPage } from './scope';
import type { PerPage } from './scope';

export function usePerPage(memberId: string): [PerPage, (perPage: PerPage) => void] {
  const key = `footfall.per-page.${memberId}`;
  const [perPage, setPerPage] = useState<PerPage>(() => remembered(key));
  const remember = useCallback(
    (choice: PerPage) => {
      setPerPage(choice);
      try {
        localStorage.setItem(key, String(choice));
      } catch {
        // Without storage the choice holds until the page is left.
      }
    },
    [key],
  );
  return [perPage, remember];
}

function remembered(key: string): PerPage {
  try {
    return parsePerPage(Number(localStorage.getItem(key))) ?? 25;
  } catch {
    return 25;
  }
}
