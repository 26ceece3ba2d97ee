// Asks for the dialog that sends links, from wherever one stands.
import { createContext, use } from 'react';

import type { Status } from '../api/client';

// Customers by name, or all that a search finds.
export type Recipients =
  | { customers: readonly { id: string; name: string }[] }
  | { search: string; status: Status | 'all'; total: number };

export const SendingContext = createContext<(recipients: Recipients) => void>(() => undefined);

export const useSending = () => use(SendingContext);
