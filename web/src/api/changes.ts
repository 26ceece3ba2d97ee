// The stream that says when the workspace's numbers changed: one for all that is on the screen.
import { useDocumentVisibility } from '@mantine/hooks';
import { createContext, use, useEffect, useState } from 'react';

const openAgainAfterMs = 5_000;

export interface Changes {
  // Whether changes are told just now.
  isLive: boolean;
  // Answers asked for now have everything up to there; 0 before the first word of it.
  sequence: number;
}

const none: Changes = { isLive: false, sequence: 0 };

export const ChangesContext = createContext(none);

export const useChanges = () => use(ChangesContext);

// Listens while the page is looked at. The server ends the stream now and then, and the browser
// opens it again; where it refuses, as to a session that ended, it is tried again after a while.
export function useStream(workspaceId: string, isWanted: boolean): Changes {
  const [changes, setChanges] = useState(none);
  const isVisible = useDocumentVisibility() === 'visible';
  useEffect(() => {
    if (!isWanted || !isVisible || typeof EventSource === 'undefined') return undefined;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = () => {
      const opened = new EventSource('/api/v1/changes');
      source = opened;
      opened.addEventListener('changed', (event: MessageEvent<string>) => {
        const sequence = sequenceOf(event.data);
        if (sequence !== undefined) setChanges({ isLive: true, sequence });
      });
      opened.addEventListener('error', () => {
        setChanges((now) => ({ ...now, isLive: false }));
        if (opened.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(listen, openAgainAfterMs);
      });
    };
    listen();
    return () => {
      clearTimeout(timer);
      source?.close();
      setChanges(none);
    };
  }, [workspaceId, isWanted, isVisible]);
  return changes;
}

function sequenceOf(data: string): number | undefined {
  try {
    const parsed: unknown = JSON.parse(data);
    if (typeof parsed !== 'object' || parsed === null || !('sequence' in parsed)) return undefined;
    return typeof parsed.sequence === 'number' ? parsed.sequence : undefined;
  } catch {
    return undefined;
  }
}
