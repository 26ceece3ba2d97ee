// Who is signed in: asked once at the start, again on return to the page, and forgotten as soon as
// the server says 401.
import {
  MutationCache,
  QueryCache,
  QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { QueryKey } from '@tanstack/react-query';

import { ApiError, request } from './client';
import type { Session } from './client';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiError;
    mutationMeta: { anonymous?: boolean };
  }
}

// `ended` tells a session that ran out from one that never was.
export type SessionState = { session: Session } | { session: null; ended: boolean };

const sessionKey = ['session'];

// A client whose every 401 leads to the sign-in page, with nothing of the old session kept. After a
// 403 the session is asked for again: what the member may do has changed since.
export function makeQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => follow(client, error, query.queryKey),
    }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        if (!mutation.meta?.anonymous) follow(client, error);
      },
    }),
    defaultOptions: {
      // The server may be on this very machine, so being offline says nothing.
      queries: { networkMode: 'always', retry: false, staleTime: 0 },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  return client;
}

// `asked` is the key of the query that failed; a change has none.
function follow(client: QueryClient, error: Error, asked?: QueryKey): void {
  if (!(error instanceof ApiError)) return;
  if (error.status === 401) start(client, { session: null, ended: true });
  // The session itself is refused only on the way, by what will refuse it again.
  if (error.status === 403 && asked?.[0] !== sessionKey[0]) {
    void client.invalidateQueries({ queryKey: sessionKey });
  }
}

// Enters a new state: whatever was fetched for another member or workspace is dropped.
function start(client: QueryClient, state: SessionState): void {
  void client.cancelQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
  client.setQueryData<SessionState>(sessionKey, state);
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
}

export function useSession() {
  return useQuery<SessionState>({
    queryKey: sessionKey,
    queryFn: async ({ signal, client }) => {
      try {
        return { session: await request<Session>('/api/v1/session', { signal }) };
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 401) throw error;
        const before = client.getQueryData<SessionState>(sessionKey);
        return { session: null, ended: before !== undefined && before.session !== null };
      }
    },
  });
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; password: string }) =>
      request<Session>('/api/v1/session', { method: 'POST', body }),
    meta: { anonymous: true },
    onSuccess: (session) => start(client, { session }),
  });
}

export interface SetUp {
  token: string;
  name: string;
  email: string;
  password: string;
  workspace: string;
}

export function useSetUp() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SetUp) => request<Session>('/api/v1/setup', { method: 'POST', body }),
    meta: { anonymous: true },
    onSuccess: (session) => start(client, { session }),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<undefined>('/api/v1/session', { method: 'DELETE' }),
    onSuccess: () => start(client, { session: null, ended: false }),
  });
}

export function useSwitchWorkspace() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      request<Session>('/api/v1/session/workspace', { method: 'PUT', body: { id } }),
    onSuccess: (session) => start(client, { session }),
  });
}
