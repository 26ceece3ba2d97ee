// Who is there just now, and by which clock: the server's, going on since its last answer.
import { useEffect, useState } from 'react';

const viewingMs = 5 * 60_000;
const tickMs = 10_000;

// Whether what was done last, at `recent`, is of the last five minutes before `now`.
export function isViewing(recent: string | null, now: string): boolean {
  return recent !== null && Date.parse(now) - Date.parse(recent) <= viewingMs;
}

// The server's time now, as its last answer was `asOf`: without a new answer it goes on all the same.
export function useServerTime(asOf: string): string {
  const [passed, setPassed] = useState({ asOf, ms: 0 });
  useEffect(() => {
    const from = Date.now();
    const timer = setInterval(() => setPassed({ asOf, ms: Date.now() - from }), tickMs);
    return () => clearInterval(timer);
  }, [asOf]);
  const ms = passed.asOf === asOf ? passed.ms : 0;
  return new Date(Date.parse(asOf) + Math.max(0, ms)).toISOString();
}
