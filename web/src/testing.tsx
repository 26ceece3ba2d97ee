// A whole dashboard over a server made up in the test, its answers of the API's own types.
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import { BrowserRouter } from 'react-router';
import { vi } from 'vitest';

import type {
  Activity,
  ActivityRow,
  CampaignDetail,
  CampaignRow,
  Campaigns,
  Customer,
  CustomerActivity,
  Customers,
  FormDetail,
  FormRow,
  Forms,
  Funnel,
  Gate,
  Import,
  Insights,
  InsightsSeries,
  Member,
  Members,
  Metric,
  OrderLink,
  Outbox,
  PortalSecret,
  Problem,
  Receipt,
  RecentCampaigns,
  RecentForms,
  SavedView,
  SavedViews,
  SentLinks,
  Session,
  Settings,
  Sites,
  Target,
  TargetCount,
  Targets,
  Timeline,
  TimelineEvent,
} from './api/client';
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

type Answer =
  | Activity
  | CampaignDetail
  | Campaigns
  | Campaigns['campaigns'][number]
  | Customer
  | CustomerActivity
  | Customers
  | FormDetail
  | Forms
  | Forms['forms'][number]
  | Funnel
  | Gate
  | Import
  | Insights
  | InsightsSeries
  | Member
  | Members
  | OrderLink
  | Outbox
  | PortalSecret
  | Receipt
  | RecentCampaigns
  | RecentForms
  | SavedView
  | SavedViews
  | SentLinks
  | Session
  | Settings
  | Sites
  | Sites['sites'][number]
  | Target
  | TargetCount
  | Targets
  | Timeline;

export function json(body: Answer, status = 200): Response {
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
  insights: { granted: true, targets: null },
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
    blocked: false,
    last_click: '2026-11-22T08:19:07Z',
    views: 31,
    trend: [1, 2, 0, 5, 3, 7, 4],
    confirmed: 12,
    verified: 3,
    checkout: 5,
    orders: 4,
    recent_activity: '2026-11-22T08:29:13Z',
    stage: null,
    stage_days: null,
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
    records_from: '2025-01-07',
    summary: {
      customers_with_clicks: 1284,
      total_views: 9731,
      verified: 412,
      checkout_started: 1020,
      orders_submitted: 655,
      automated_views: 0,
    },
    stages: { viewed_no_checkout: 318, checkout_no_order: 41, never_opened: 120, gone_quiet: 77 },
    customers: 2000,
    total: rows.length,
    page: 1,
    per_page: 25,
    pages: 1,
    rows,
    ...part,
  };
}

export function customer(part: Partial<Customer> = {}): Customer {
  return {
    sequence: 1,
    id: 'c1',
    name: 'Bäckerei Hoffmann',
    code: 'C-1042',
    email: 'einkauf@hoffmann.example',
    phone: null,
    contact: 'Ida Hoffmann',
    status: 'active',
    traits: {},
    sites: [],
    created: '2026-01-05T07:00:00Z',
    first_seen: '2026-01-06T07:00:00Z',
    last_seen: '2026-11-22T08:29:13Z',
    version: 'v1',
    ...part,
  };
}

export function customers(part: Partial<Customers> = {}): Customers {
  const { id, name, code, status, blocked } = row();
  const rows = part.rows ?? [{ id, name, code, email: null, status, blocked }];
  return {
    sequence: 1,
    customers: 2000,
    total: rows.length,
    page: 1,
    per_page: 25,
    pages: 1,
    rows,
    ...part,
  };
}

export function customerActivity(part: Partial<CustomerActivity> = {}): CustomerActivity {
  return {
    as_of: '2026-11-22T08:41:07Z',
    sequence: 1,
    time_zone: 'Europe/Berlin',
    period: { from: '2026-10-24', to: '2026-11-22' },
    views: 31,
    verified: 3,
    checkout: 5,
    orders: 4,
    trend: [0, 1, 0, 0, 2, 0, 6, 1, 2, 0, 5, 3, 7, 4],
    ...part,
  };
}

// `reached` of the five steps; of the others the events.
export function funnel(reached: readonly number[]): Funnel {
  const kinds = [
    'link_open',
    'confirmation',
    'verification',
    'checkout_start',
    'order_submit',
  ] as const;
  const { as_of, sequence, time_zone, period } = activity();
  return {
    ...{ as_of, sequence, time_zone, period },
    total: 2000,
    steps: kinds.map((kind, step) => ({
      kind,
      reached: reached[step] ?? 0,
      customers: step === 2 ? 7 : (reached[step] ?? 0),
      events: (reached[step] ?? 0) * 3,
    })),
  };
}

export function event(part: Partial<TimelineEvent> = {}): TimelineEvent {
  return {
    sequence: 1,
    kind: 'confirmation',
    name: null,
    time: '2026-11-22T08:20:02Z',
    site: null,
    order_id: null,
    order_url: null,
    verdict: 'person',
    rule: null,
    ...part,
  };
}

export function timeline(events: TimelineEvent[], next: string | null = null): Timeline {
  return {
    as_of: '2026-11-22T08:41:07Z',
    sequence: 1,
    time_zone: 'Europe/Berlin',
    events,
    next,
  };
}

const asked = {
  as_of: '2026-11-22T08:41:07Z',
  sequence: 1,
  time_zone: 'Europe/Berlin',
};

function card(value: number, previous: number | null): Insights['activity'] {
  const isCompared = previous !== null && previous > 0;
  const change = isCompared ? Math.round(((value - previous) / previous) * 1000) / 10 : null;
  return { value, previous, change };
}

// Of the cards their value and that of the period before.
export function insights(
  cards: Partial<
    Record<'active_users' | 'activity' | 'logins' | 'logs' | 'sign_ups', [number, number | null]>
  > = {},
  part: Partial<Insights> = {},
): Insights {
  return {
    ...asked,
    period: { from: '2026-08-23', to: '2026-11-22' },
    previous_period: { from: '2026-05-23', to: '2026-08-22' },
    records_from: '2025-01-07',
    activity_set: ['login', 'form_response', 'email_open', 'email_spam', 'notification_open'],
    target: null,
    granted_targets: null,
    site: null,
    active_users: card(...(cards.active_users ?? [462, 440])),
    activity: card(...(cards.activity ?? [18_204, 17_000])),
    logins: card(...(cards.logins ?? [9871, 10_250])),
    logs: card(...(cards.logs ?? [61_440, 61_440])),
    sign_ups: card(...(cards.sign_ups ?? [204, 0])),
    automated_opens: 0,
    engagement: { active: 462, total: 2000, percent: 23.1 },
    ...part,
  };
}

// A value on each of as many days as there are values, the last one on 22 November.
export function series(
  lines: { a?: [Metric, number[]]; b?: [Metric, number[]] },
  part: Partial<InsightsSeries> = {},
): InsightsSeries {
  const count = (lines.a ?? lines.b)?.[1].length ?? 0;
  const lineOf = (line: [Metric, number[]] | undefined): InsightsSeries['a'] =>
    line
      ? {
          metric: line[0],
          additive: line[0] !== 'active_users',
          total: line[1].reduce((sum, value) => sum + value, 0),
          values: line[1],
        }
      : null;
  const days = Array.from({ length: count }, (_, position) =>
    new Date(Date.UTC(2026, 10, 23 - count + position)).toISOString().slice(0, 10),
  );
  return {
    ...asked,
    period: { from: days[0] ?? '2026-11-22', to: '2026-11-22' },
    bucket: 'day',
    buckets: days.map((day) => ({ from: day, to: day })),
    a: lineOf(lines.a),
    b: lineOf(lines.b),
    ...part,
  };
}

export function campaign(part: Partial<CampaignRow> = {}): CampaignRow {
  return {
    id: 'autumn',
    name: 'Autumn list',
    kind: 'email',
    site: null,
    state: 'sent',
    sent_at: '2026-11-12T08:00:00Z',
    reach: 1920,
    delivered: 1904,
    reached: 1920,
    opens: 412,
    unique_opens: 236,
    spam: 3,
    rate: 12.291_666,
    ...part,
  };
}

export function form(part: Partial<FormRow> = {}): FormRow {
  return {
    id: 'allergens',
    name: 'Allergens 2026',
    site: null,
    enabled: true,
    created_at: '2026-11-20T08:00:00Z',
    answers: null,
    responses: 61,
    respondents: 58,
    ...part,
  };
}

export function recentCampaigns(campaigns: CampaignRow[]): RecentCampaigns {
  return { ...asked, target: null, granted_targets: null, site: null, campaigns };
}

export function recentForms(forms: FormRow[]): RecentForms {
  return { ...asked, target: null, granted_targets: null, site: null, forms };
}

const twoDays = [
  { from: '2026-11-12', to: '2026-11-12' },
  { from: '2026-11-13', to: '2026-11-13' },
];

export function campaignDetail(part: Partial<CampaignDetail> = {}): CampaignDetail {
  return {
    ...asked,
    ...campaign(),
    target: null,
    granted_targets: null,
    bucket: 'day',
    buckets: twoDays,
    delivered_series: [1900, 4],
    opens_series: [300, 112],
    ...part,
  };
}

export function formDetail(part: Partial<FormDetail> = {}): FormDetail {
  return {
    ...asked,
    ...form(),
    target: null,
    granted_targets: null,
    bucket: 'day',
    buckets: twoDays,
    responses_series: [60, 1],
    ...part,
  };
}

export function settings(part: Partial<Settings> = {}): Settings {
  return {
    name: 'Acme Foods',
    time_zone: 'Europe/Berlin',
    time_zone_in_force: 'Europe/Berlin',
    first_weekday: 1,
    quiet_percent: 200,
    activity_set: ['login', 'form_response', 'email_open', 'email_spam', 'notification_open'],
    activity_set_choices: [
      'link_open',
      'confirmation',
      'verification',
      'checkout_start',
      'order_submit',
      'login',
      'signup',
      'form_response',
      'email_open',
      'email_spam',
      'notification_open',
      'other',
    ],
    version: 'v1',
    ...part,
  };
}

// The routes of Insights › Customers beside those of a signed-in member.
export function withInsights(answer: Answerer = () => json(insights())): Record<string, Answerer> {
  return {
    ...signedIn(),
    'GET /api/v1/insights': answer,
    'GET /api/v1/insights/series': ({ params }) => {
      const [a, b] = ['a', 'b'].map((name) => params.get(name) as Metric | null);
      return json(
        series({
          ...(a && { a: [a, [0, 12, 3]] as [Metric, number[]] }),
          ...(b && { b: [b, [4, 0, 40]] as [Metric, number[]] }),
        }),
      );
    },
    'GET /api/v1/insights/campaigns': () => json(recentCampaigns([campaign()])),
    'GET /api/v1/insights/forms': () => json(recentForms([form()])),
    'GET /api/v1/campaigns/autumn': () => json(campaignDetail()),
    'GET /api/v1/forms/allergens': () => json(formDetail()),
    'GET /api/v1/settings': () => json(settings()),
  };
}

// In the place of an owner a sales rep, who sees of Insights what is granted.
export function asSalesRep(
  insights: Session['workspace']['insights'] = { granted: false, targets: null },
): Record<string, Answerer> {
  const own = { ...workspace, role: 'sales_rep' as const, insights };
  return { 'GET /api/v1/session': () => json({ ...session, workspace: own, workspaces: [own] }) };
}

// The routes of a signed-in member; what a test is about replaces one of them.
export function signedIn(answer: Answerer = () => json(activity())): Record<string, Answerer> {
  return {
    'GET /api/v1/session': () => json(session),
    'GET /api/v1/activity': answer,
    'GET /api/v1/views': () => json({ views: [] }),
    'GET /api/v1/targets': () => json({ targets: [] }),
    'GET /api/v1/sites': () => json({ sites: [] }),
    'GET /api/v1/customers/c1': () => json(customer()),
    'GET /api/v1/customers/c1/activity': () => json(customerActivity()),
    'GET /api/v1/customers/c1/timeline': () => json(timeline([event()])),
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
