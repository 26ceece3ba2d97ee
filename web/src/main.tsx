// Starts the dashboard.
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './global.css';

import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import { startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';

import { makeQueryClient } from './api/session';
import { App } from './App';
import { theme, variables } from './theme';

// The server's policy lets in only styles that carry the nonce of this very response.
const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
setNonce(nonce);

const colorSchemes = localStorageColorSchemeManager({ key: 'footfall.theme' });
const chosen = colorSchemes.get('auto');
const isDark =
  chosen === 'dark' ||
  (chosen === 'auto' && window.matchMedia('(prefers-color-scheme: dark)').matches);
// Before the first paint, so that a dark page never flashes white.
document.documentElement.dataset.mantineColorScheme = isDark ? 'dark' : 'light';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id root');
const reactRoot = createRoot(root);
// In pieces, so that a slow machine answers to keys and clicks in between.
startTransition(() =>
  reactRoot.render(
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemes}
      getStyleNonce={() => nonce}
    >
      <Notifications position="bottom-right" />
      <QueryClientProvider client={makeQueryClient()}>
        <BrowserRouter>
          <App />
        </BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>,
  ),
);
