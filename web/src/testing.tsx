// A whole dashboard over a server made up in the test, its answers of the API's own types.
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { BrowserRouter } from 'react-router';
import { vi } from 'vitest';

import type { Activity, ActivityRow, Problem, Session } from './api/client';
import { makeQueryClient } from './api/session';
import { App } from './App';
import { theme, variables } from './theme';

export interface Asked {
  method: string;
  path: string;
  params: URLSearchParams;
  body: unknown;
  headers: Headers;
}

export type Answerer = (asked: Asked) => Response | Promise<Response>;

// Answers each `METHOD /path` with what is given for it, 404 without; the list of what was asked.
export function serve(routes: Record<string, Answerer>): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (input: string, init: RequestInit) => {
    const url = new URL(input, 'http://footfall.test');
    const question: Asked = {
      method: init.method ?? 'GET',
      path: url.pathname,
      params: url.searchParams,
      body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
      headers: new Headers(init.headers),
    };
    asked.push(question);
    const answer = routes[`${question.method} ${question.path}`];
    const response = answer ? await answer(question) : problem(404, 'not_found', 'No such route.');
    init.signal?.throwIfAborted();
    return response;
  });
  return asked;
}

export function json(body: Activity | Session, status = 200): Response {
  return Response.json(body, { status });
}

export function problem(
  status: number,
  code: string,
  message: string,
  more: { progress?: number; field?: string; retryAfter?: number } = {},
): Response {
  const body: Problem = {
    error: { code, message, field: more.field ?? null },
    request_id: 'request-7',
  };
  if (more.progress !== undefined) body.error.progress = more.progress;
  const headers = new Headers();
  if (more.retryAfter !== undefined) headers.set('Retry-After', String(more.retryAfter));
  return Response.json(body, { status, headers });
}

export const workspace: Session['workspace'] = {
  id: 'w1',
  name: 'Acme Foods',
  role: 'owner',
  sample: false,
  time_zone: 'Europe/Berlin',
  first_weekday: 1,
};

export const session: Session = {
  member: { id: 'm1', email: 'ada@acme.example', name: 'Ada Lovelace' },
  workspace,
  workspaces: [workspace],
  notices: [],
};

export function row(part: Partial<ActivityRow> = {}): ActivityRow {
  return {
    id: 'c1',
    name: 'Bäckerei Hoffmann',
    code: 'C-1042',
    email: 'einkauf@hoffmann.example',
    status: 'active',
    last_click: '2026-11-22T08:19:07Z',
    views: 31,
    trend: [1, 2, 0, 5, 3, 7, 4],
    confirmed: 12,
    verified: 3,
    checkout: 5,
    orders: 4,
    recent_activity: '2026-11-22T08:29:13Z',
    ...part,
  };
}

export function activity(part: Partial<Activity> = {}): Activity {
  const rows = part.rows ?? [row()];
  return {
    as_of: '2026-11-22T08:41:07Z',
    sequence: 1,
    time_zone: 'Europe/Berlin',
    period: { from: '2026-10-24', to: '2026-11-22' },
    summary: {
      customers_with_clicks: 1284,
      total_views: 9731,
      verified: 412,
      checkout_started: 1020,
      orders_submitted: 655,
    },
    customers: 2000,
    total: rows.length,
    page: 1,
    per_page: 25,
    pages: 1,
    rows,
    ...part,
  };
}

// The routes of a signed-in member; what a test is about replaces one of them.
export function signedIn(answer: Answerer = () => json(activity())): Record<string, Answerer> {
  return {
    'GET /api/v1/session': () => json(session),
    'GET /api/v1/activity': answer,
  };
}

export function open(address: string): void {
  window.history.replaceState(null, '', address);
  render(
    <MantineProvider theme={theme} cssVariablesResolver={variables} env="test">
      <Notifications />
      <QueryClientProvider client={makeQueryClient()}>
        <BrowserRouter>
          <App />
        </BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
}
