// How a page's header opens the menu that stands beside it in wider windows.
import { createContext } from 'react';

// Undefined where the menu is always there.
export const MenuContext = createContext<{ opened: boolean; open: () => void } | undefined>(
  undefined,
);
