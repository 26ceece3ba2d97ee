import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';

import type { Gate, GateChange } from '../api/client';
import { json, open, problem, serve, signedIn } from '../testing';
import type { Answerer } from '../testing';

const standard: Gate = {
  portal_url: 'https://shop.example/',
  order_url: '',
  strict: false,
  repeat_window: 30,
  brand_name: '',
  brand_color: '',
  logo_url: null,
  support: '',
  notice: '',
  origins: ['https://shop.example'],
  mail_subject: 'Your order link',
  mail_text: 'Hello {customer},\n\n{link}\n',
  mail_from: 'orders@acme.example',
  public_key: 'fp_1234',
  workspace_link: 'https://footfall.example/l/abc',
};

function page(gate: Gate, more: Record<string, Answerer> = {}) {
  const asked = serve({ ...signedIn(), 'GET /api/v1/gate': () => json(gate), ...more });
  open('/settings/links');
  return asked;
}

describe('The form', () => {
  test('sends what was changed and nothing else, and is saved then', async () => {
    const asked = page(standard, {
      'PATCH /api/v1/gate': ({ body }) => json({ ...standard, ...(body as GateChange) }),
    });
    const order = await screen.findByLabelText('Address of an order');
    const save = screen.getByRole<HTMLButtonElement>('button', { name: 'Save' });
    expect(save.disabled).toBe(true);
    fireEvent.change(order, { target: { value: 'https://shop.example/orders/{order}' } });
    fireEvent.change(screen.getByLabelText('Origins'), {
      target: { value: ' https://shop.example \n\nhttps://m.shop.example' },
    });
    await userEvent.click(save);
    await screen.findByText('The settings are saved.');
    expect(asked.find(({ method }) => method === 'PATCH')?.body).toEqual({
      order_url: 'https://shop.example/orders/{order}',
      origins: ['https://shop.example', 'https://m.shop.example'],
    });
    expect(save.disabled).toBe(true);
  });

  test.each([
    ['Portal address', 'shop.example', 'It begins with https:// or http://.'],
    ['Address of an order', 'javascript:{order}', 'It begins with https:// or http://.'],
    [
      'Address of an order',
      'https://shop.example/orders',
      'Put {order} where the order number goes, once.',
    ],
    ['Text', 'Hello', 'Say where the link goes: {link}.'],
    ['Subject', ' ', 'A mail has a subject.'],
  ])('says of %s what is wrong with “%s”, and asks nobody', async (label, value, message) => {
    const asked = page(standard);
    const field = await screen.findByLabelText(label);
    fireEvent.change(field, { target: { value } });
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText(message);
    expect(document.activeElement).toBe(field);
    expect(asked.some(({ method }) => method === 'PATCH')).toBe(false);
  });

  test('shows a refusal at its field, and keeps what was written after a failure', async () => {
    let refusal = () => problem(400, 'invalid', 'No such host.', { field: 'portal_url' });
    page(standard, { 'PATCH /api/v1/gate': () => refusal() });
    const portal = await screen.findByLabelText<HTMLInputElement>('Portal address');
    fireEvent.change(portal, { target: { value: 'https://x' } });
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('No such host.');
    expect(document.activeElement).toBe(portal);
    refusal = () => problem(500, 'internal', 'It broke.');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    const alert = (await screen.findByText('The settings are not saved.')).closest('[role=alert]');
    expect(alert?.textContent).toContain('It broke.');
    expect(portal.value).toBe('https://x');
    await userEvent.click(screen.getByRole('button', { name: 'Discard changes' }));
    expect(portal.value).toBe('https://shop.example/');
    expect(screen.queryByText('The settings are not saved.')).toBeNull();
  });

  test('does not offer Strict Security Mode where no mail is sent, and warns where it is on', async () => {
    page({ ...standard, mail_from: null });
    const strict = await screen.findByLabelText<HTMLInputElement>(/Strict Security Mode/);
    expect(strict.disabled).toBe(true);
    expect(screen.getAllByText(/this server sends no mail yet/).length).toBeGreaterThan(0);
  });

  test('lets it be switched off where it is on and no mail is sent', async () => {
    page({ ...standard, mail_from: null, strict: true });
    const strict = await screen.findByLabelText<HTMLInputElement>(/Strict Security Mode/);
    expect(strict.disabled).toBe(false);
    screen.getByText('It is on, and no word can be sent: no customer gets to the portal.');
  });
});

describe('The logo', () => {
  const picture = (bytes: number) =>
    new File([new Uint8Array(bytes)], 'logo.png', { type: 'image/png' });
  const choose = (file: File) => {
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    if (!input) throw new Error('no field for a file');
    fireEvent.change(input, { target: { files: [file] } });
  };

  test('is refused before it is sent if it is too large', async () => {
    const asked = page(standard);
    await screen.findByRole('button', { name: 'Choose a picture' });
    choose(picture(64 * 1024 + 1));
    await screen.findByText('That picture has more than 64 KB. Choose a smaller one.');
    expect(asked.some(({ method }) => method === 'PUT')).toBe(false);
  });

  test('is put, shown, and removed', async () => {
    const logo_url = 'https://footfall.example/l/abc/logo?7';
    const asked = page(standard, {
      'PUT /api/v1/gate/logo': () => json({ ...standard, logo_url }),
      'DELETE /api/v1/gate/logo': () => json(standard),
    });
    await screen.findByRole('button', { name: 'Choose a picture' });
    choose(picture(100));
    const shown = await screen.findByAltText('The logo as visitors see it');
    expect(shown.getAttribute('src')).toBe('/l/abc/logo?7');
    await userEvent.click(screen.getByRole('button', { name: 'Remove' }));
    await screen.findByText('The logo is removed.');
    expect(screen.queryByAltText('The logo as visitors see it')).toBeNull();
    expect(asked.map(({ method }) => method)).toContain('DELETE');
  });
});

describe('What a portal needs', () => {
  const group = (name: string) => screen.findByRole('region', { name });

  test('the script names the server and the key', async () => {
    page(standard);
    const script = await group('Script for the portal');
    within(script).getByText(
      '<script src="https://footfall.example/footfall.js" data-key="fp_1234" async></script>',
    );
  });

  test('the secret is shown when asked for, and renewed after a question', async () => {
    const asked = page(standard, {
      'GET /api/v1/gate/secret': () => json({ secret: 'old-secret' }),
      'POST /api/v1/gate/secret': () => json({ secret: 'new-secret' }),
    });
    const secret = await group('Portal secret');
    expect(asked.some(({ path }) => path.endsWith('/secret'))).toBe(false);
    await userEvent.click(within(secret).getByRole('button', { name: 'Show' }));
    await within(secret).findByText('old-secret');
    await userEvent.click(within(secret).getByRole('button', { name: 'New secret…' }));
    const question = within(secret).getByRole('group', { name: 'New secret?' });
    expect(question.textContent).toContain('refused at once');
    expect(asked.some(({ method }) => method === 'POST')).toBe(false);
    await userEvent.click(within(question).getByRole('button', { name: 'Cancel' }));
    await userEvent.click(within(secret).getByRole('button', { name: 'New secret…' }));
    await userEvent.click(within(secret).getByRole('button', { name: 'New secret' }));
    await within(secret).findByText('new-secret');
    expect(within(secret).queryByText('old-secret')).toBeNull();
  });

  test('a key that could not be renewed is as it was', async () => {
    page(standard, { 'POST /api/v1/gate/key': () => problem(500, 'internal', 'It broke.') });
    const script = await group('Script for the portal');
    await userEvent.click(within(script).getByRole('button', { name: 'New key…' }));
    await userEvent.click(within(script).getByRole('button', { name: 'New key' }));
    await screen.findByText('Nothing was changed.');
    await waitFor(() => expect(script.textContent).toContain('fp_1234'));
  });
});
