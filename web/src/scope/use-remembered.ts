// What a member chose last, remembered in this browser per member.
import { useCallback, useState } from 'react';

import { movableColumns, parseColumns, parsePerPage } from './scope';
import type { MovableColumn, PerPage } from './scope';

export function usePerPage(memberId: string): [PerPage, (perPage: PerPage) => void] {
  return useRemembered(`footfall.per-page.${memberId}`, readPerPage, String);
}

export function useColumns(
  memberId: string,
): [readonly MovableColumn[], (columns: readonly MovableColumn[]) => void] {
  return useRemembered(`footfall.columns.${memberId}`, readColumns, writeColumns);
}

// `null` where nothing is remembered.
type Read<T> = (text: string | null) => T;

const readPerPage: Read<PerPage> = (text) => parsePerPage(Number(text)) ?? 25;
const readColumns: Read<readonly MovableColumn[]> = (text) => parseColumns(text) ?? movableColumns;
const writeColumns = (columns: readonly MovableColumn[]) => columns.join(',');

function useRemembered<T>(
  key: string,
  read: Read<T>,
  write: (choice: T) => string,
): [T, (choice: T) => void] {
  const [choice, setChoice] = useState<T>(() => read(stored(key)));
  const remember = useCallback(
    (next: T) => {
      setChoice(next);
      try {
        localStorage.setItem(key, write(next));
      } catch {
        // Without storage the choice holds until the page is left.
      }
    },
    [key, write],
  );
  return [choice, remember];
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
