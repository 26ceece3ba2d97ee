import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';

import { activity, json, open, problem, serve, session, workspace } from '../testing';
import type { Answerer } from '../testing';

const stranger: Answerer = () => problem(401, 'unauthorized', 'Sign in first.');

test('a wrong password says neither which of the two was wrong, nor that a session ended', async () => {
  serve({ 'GET /api/v1/session': stranger, 'POST /api/v1/session': stranger });
  open('/customers/activity');
  await userEvent.type(await screen.findByLabelText('Email'), ' ada@acme.example ');
  await userEvent.type(screen.getByLabelText('Password'), 'wrong');
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  expect((await screen.findByRole('alert')).textContent).toContain(
    'The email or the password is not right.',
  );
  expect(screen.queryByText(/session has ended/)).toBeNull();
});

test('nothing is sent while a field is empty', async () => {
  const asked = serve({ 'GET /api/v1/session': stranger });
  open('/');
  await userEvent.click(await screen.findByRole('button', { name: 'Sign in' }));
  await screen.findByText('Your email is missing.');
  expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(0);
});

test('too many tries say how long to wait', async () => {
  serve({
    'GET /api/v1/session': stranger,
    'POST /api/v1/session': () => problem(429, 'busy', 'Too many tries.', { retryAfter: 30 }),
  });
  open('/');
  await userEvent.type(await screen.findByLabelText('Email'), 'ada@acme.example');
  await userEvent.type(screen.getByLabelText('Password'), 'wrong');
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Wait 30 s');
});

test('signing out forgets what was shown', async () => {
  serve({
    'GET /api/v1/session': () => json(session),
    'GET /api/v1/activity': () => json(activity()),
    'DELETE /api/v1/session': () => new Response(null, { status: 204 }),
  });
  open('/customers/activity?search=hof');
  await screen.findByText('Bäckerei Hoffmann');
  await userEvent.click(screen.getByRole('button', { name: 'Signed in as Ada Lovelace' }));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Sign out' }));
  await screen.findByRole('heading', { name: 'Sign in' });
  expect(screen.queryByText('Bäckerei Hoffmann')).toBeNull();
  expect(window.location.search).toBe('');
});

test('another workspace drops the filters of the first and asks anew', async () => {
  const other = { ...workspace, id: 'w2', name: 'Nordsee' };
  const both = { ...session, workspaces: [workspace, other] };
  const asked = serve({
    'GET /api/v1/session': () => json(both),
    'GET /api/v1/activity': () => json(activity()),
    'PUT /api/v1/session/workspace': () => json({ ...both, workspace: other }),
  });
  open('/customers/activity?search=hof');
  await screen.findByText('Bäckerei Hoffmann');
  await userEvent.click(screen.getByRole('button', { name: 'Workspace: Acme Foods' }));
  await userEvent.click(await screen.findByRole('menuitemradio', { name: 'Nordsee' }));
  await screen.findByRole('button', { name: 'Workspace: Nordsee' });
  await waitFor(() => expect(asked.at(-1)?.params.get('search')).toBeNull());
  expect(asked.find(({ method }) => method === 'PUT')?.body).toEqual({ id: 'w2' });
});

test('set-up sends the token of the link and opens the dashboard', async () => {
  let isIn = false;
  const asked = serve({
    'GET /api/v1/session': (question) => (isIn ? json(session) : stranger(question)),
    'GET /api/v1/activity': () => json(activity()),
    'POST /api/v1/setup': () => {
      isIn = true;
      return json(session);
    },
  });
  open('/setup#token-of-the-link');
  await userEvent.type(screen.getByLabelText('Your name'), 'Ada Lovelace');
  await userEvent.type(screen.getByLabelText('Email'), 'ada@acme.example');
  await userEvent.type(screen.getByLabelText('Password'), 'elevenchars');
  await userEvent.type(screen.getByLabelText('Workspace name'), 'Acme Foods');
  await userEvent.click(screen.getByRole('button', { name: 'Set up and sign in' }));
  await screen.findByText('At least 12 characters.');
  expect(asked).toHaveLength(0);
  await userEvent.type(screen.getByLabelText('Password'), '!');
  await userEvent.click(screen.getByRole('button', { name: 'Set up and sign in' }));
  await screen.findByText('Bäckerei Hoffmann');
  expect(asked[0]?.body).toEqual({
    token: 'token-of-the-link',
    name: 'Ada Lovelace',
    email: 'ada@acme.example',
    password: 'elevenchars!',
    workspace: 'Acme Foods',
  });
  expect(window.location.hash).toBe('');
});

test('a used link says so, and a field the server refuses is named beside it', async () => {
  let refusal = () =>
    problem(400, 'invalid', 'This password is too common.', { field: 'password' });
  serve({ 'GET /api/v1/session': stranger, 'POST /api/v1/setup': () => refusal() });
  open('/setup#used');
  await userEvent.type(screen.getByLabelText('Your name'), 'Ada');
  await userEvent.type(screen.getByLabelText('Email'), 'ada@acme.example');
  await userEvent.type(screen.getByLabelText('Password'), 'password1234');
  await userEvent.type(screen.getByLabelText('Workspace name'), 'Acme');
  await userEvent.click(screen.getByRole('button', { name: 'Set up and sign in' }));
  await screen.findByText('This password is too common.');
  expect(screen.queryByRole('alert')).toBeNull();
  refusal = () => problem(404, 'not_found', 'no such token');
  await userEvent.type(screen.getByLabelText('Password'), '56');
  await userEvent.click(screen.getByRole('button', { name: 'Set up and sign in' }));
  expect((await screen.findByRole('alert')).textContent).toContain('used already');
});

test('without a token the page says where the link is', () => {
  serve({});
  open('/setup');
  expect(screen.getByText(/prints on its console/)).toBeDefined();
});
