// One way to the server: JSON in and out, every failure an ApiError that says what went wrong.
import type { components } from './schema';

type Schemas = components['schemas'];

export type Activity = Schemas['Activity'];
export type ActivityRow = Schemas['ActivityRow'];
export type CampaignDetail = Schemas['CampaignDetail'];
export type Campaigns = Schemas['Campaigns'];
export type CampaignRow = Schemas['CampaignRow'];
export type Customer = Schemas['Customer'];
export type Customers = Schemas['Customers'];
export type CustomerActivity = Schemas['CustomerActivity'];
export type FormDetail = Schemas['FormDetail'];
export type Forms = Schemas['Forms'];
export type FormRow = Schemas['FormRow'];
export type Funnel = Schemas['Funnel'];
export type Gate = Schemas['Gate'];
export type GateChange = Schemas['GateChange'];
export type Import = Schemas['Import'];
export type Insights = Schemas['Insights'];
export type InsightsGrant = Schemas['InsightsGrant'];
export type InsightsPreset = Schemas['InsightsPreset'];
export type InsightsSeries = Schemas['InsightsSeries'];
export type Kind = Schemas['Kind'];
export type Member = Schemas['Member'];
export type Members = Schemas['Members'];
export type Metric = Schemas['Metric'];
export type OrderLink = Schemas['Link'];
export type Outbox = Schemas['Outbox'];
export type PortalSecret = Schemas['PortalSecret'];
export type Preset = Schemas['Preset'];
export type Problem = Schemas['Problem'];
export type Profile = Schemas['Profile'];
export type Receipt = Schemas['Receipt'];
export type RecentCampaigns = Schemas['RecentCampaigns'];
export type RecentForms = Schemas['RecentForms'];
export type SendLinks = Schemas['SendLinks'];
export type SentLinks = Schemas['SentLinks'];
export type Session = Schemas['Session'];
export type Settings = Schemas['Settings'];
export type SettingsChange = Schemas['SettingsChange'];
export type Sites = Schemas['Sites'];
export type Stage = Schemas['Stage'];
export type Status = Schemas['Status'];
export type Target = Schemas['Target'];
export type TargetChange = { groups?: TargetRule[][] } & Omit<Schemas['TargetChange'], 'groups'>;
export type TargetCount = Schemas['TargetCount'];
// What has a default may be left out.
export type TargetRule = Pick<Schemas['TargetRule'], 'field'> & Partial<Schemas['TargetRule']>;
export type Targets = Schemas['Targets'];
export type Timeline = Schemas['Timeline'];
export type TimelineEvent = Timeline['events'][number];
export type Verdict = Schemas['Verdict'];
export type VerdictChanged = Schemas['VerdictChanged'];
export type SavedView = Schemas['View'];
export type SavedViews = Schemas['Views'];
export type Workspace = Schemas['Workspace'];

const answerWithinMs = 30_000;

// A request that did not succeed. `status` is 0 if no answer came at all.
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  // With `catching_up`: from 0 to 1.
  readonly progress: number | undefined;

  constructor(
    message: string,
    about: {
      status: number;
      code: string;
      field?: string | null | undefined;
      requestId?: string | undefined;
      retryAfterSeconds?: number | undefined;
      progress?: number | undefined;
    },
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = about.status;
    this.code = about.code;
    this.field = about.field ?? undefined;
    this.requestId = about.requestId;
    this.retryAfterSeconds = about.retryAfterSeconds;
    this.progress = about.progress;
  }

  get isCatchingUp(): boolean {
    return this.status === 503 && this.code === 'catching_up';
  }

  // Whether the same question may be answered later.
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  // Sent in the place of a body, as CSV.
  file?: Blob;
  // The same, as bytes of whatever kind.
  bytes?: Blob;
  withinMs?: number;
  // Sent again with the same one, nothing is done again.
  idempotencyKey?: string | undefined;
  signal?: AbortSignal | undefined;
}

// Sends one request and gives the answer's JSON, undefined for an answer without a body. Rejects
// with an ApiError, or with the signal's reason once it is aborted.
export async function request<T>(path: string, call: Call = {}): Promise<T> {
  const response = await send(path, call, 'application/json');
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch (cause) {
    if (call.signal?.aborted) throw cause;
    throw new ApiError('The server’s answer could not be read.', {
      status: response.status,
      code: 'unreadable',
      requestId: response.headers.get('x-request-id') ?? undefined,
    });
  }
}

export interface Download {
  name: string;
  blob: Blob;
}

// Fetches a file whole and tells of each piece on its way. Rejects as request() does.
export async function download(
  path: string,
  call: { signal?: AbortSignal; onBytes?: (received: number) => void } = {},
): Promise<Download> {
  const response = await send(path, call, 'text/csv');
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let received = 0;
  try {
    const reader = response.body?.getReader();
    for (;;) {
      const piece = await reader?.read();
      if (!piece || piece.done) break;
      pieces.push(piece.value);
      received += piece.value.byteLength;
      call.onBytes?.(received);
    }
  } catch (cause) {
    if (call.signal?.aborted) throw cause;
    throw unreachable('The connection broke while the file was on its way.');
  }
  const type = response.headers.get('content-type') ?? 'text/csv';
  return { name: fileName(response), blob: new Blob(pieces, { type }) };
}

function fileName(response: Response): string {
  const disposition = response.headers.get('content-disposition') ?? '';
  return /filename="([^"\\/]+)"/.exec(disposition)?.[1] ?? 'customer-activity.csv';
}

async function send(path: string, call: Call, accept: string): Promise<Response> {
  const headers: Record<string, string> = { Accept: accept };
  const withinMs = call.withinMs ?? answerWithinMs;
  if (call.body !== undefined) headers['Content-Type'] = 'application/json';
  if (call.file) headers['Content-Type'] = 'text/csv';
  if (call.bytes) headers['Content-Type'] = 'application/octet-stream';
  if (call.idempotencyKey) headers['Idempotency-Key'] = call.idempotencyKey;
  // The limit is for the answer's head; a long file may take longer to arrive.
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), withinMs);
  let response: Response;
  try {
    response = await fetch(path, {
      method: call.method ?? 'GET',
      headers,
      body: call.file ?? call.bytes ?? (call.body === undefined ? null : JSON.stringify(call.body)),
      signal: call.signal ? AbortSignal.any([call.signal, limit.signal]) : limit.signal,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
    });
  } catch (cause) {
    if (call.signal?.aborted) throw cause;
    throw unreachable(
      limit.signal.aborted
        ? `The server did not answer within ${withinMs / 1000} seconds.`
        : 'The server cannot be reached.',
    );
  } finally {
    clearTimeout(timer);
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

function unreachable(message: string): ApiError {
  return new ApiError(message, { status: 0, code: 'unreachable' });
}

async function refusal(response: Response): Promise<ApiError> {
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  const about = {
    status: response.status,
    requestId: response.headers.get('x-request-id') ?? undefined,
    retryAfterSeconds: Number.isNaN(seconds) ? undefined : seconds,
  };
  let problem: unknown;
  try {
    problem = await response.json();
  } catch {
    problem = undefined;
  }
  if (!isProblem(problem)) {
    return new ApiError(`The server answered with status ${response.status}.`, {
      ...about,
      code: 'unexpected',
    });
  }
  return new ApiError(problem.error.message, {
    ...about,
    code: problem.error.code,
    field: problem.error.field,
    requestId: problem.request_id,
    progress: problem.error.progress,
  });
}

function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null || !('error' in value)) return false;
  const error = value.error;
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
}

export function customerPath(id: string): string {
  return pathOf('/api/v1/customers', id);
}

// Throws for the two ids that no path can hold: browsers take them for steps between folders.
export function pathOf(folder: string, id: string): string {
  if (!isInPaths(id)) {
    throw new ApiError(`No address can hold the id ${id}`, { status: 400, code: 'invalid_id' });
  }
  return `${folder}/${encodeURIComponent(id)}`;
}

export function isInPaths(id: string): boolean {
  return id !== '.' && id !== '..';
}
