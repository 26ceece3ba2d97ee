import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';

import {
  campaign,
  form,
  json,
  open,
  recentCampaigns,
  recentForms,
  serve,
  withInsights,
} from '../testing';
import { page } from './testing';

describe('the lists', () => {
  const rowsOf = async (name: string) =>
    within(await screen.findByRole('table', { name }))
      .getAllByRole('row')
      .slice(1);

  test('of campaigns have kind, unique opens of the reach and the rate', async () => {
    serve({
      ...withInsights(),
      'GET /api/v1/insights/campaigns': () =>
        json(
          recentCampaigns([
            campaign(),
            campaign({
              id: 'push/1',
              name: 'Push',
              kind: 'notification',
              rate: 128.4,
              unique_opens: 321,
              reached: 250,
            }),
            campaign({ id: '..', name: 'Odd', rate: null, unique_opens: 0, reached: 0 }),
            campaign({ id: 'none', name: 'Nobody', rate: 0, unique_opens: 0, reached: 5 }),
          ]),
        ),
    });
    open(`${page}?target=t1`);
    const rows = await rowsOf('Recent campaigns');
    expect(rows.map((row) => row.textContent)).toEqual([
      'Autumn listEmail12 Nov236 / 1,92012.3%',
      'PushNotification12 Nov321 / 250128.4%',
      'OddEmail12 Nov0 / 0—none',
      'NobodyEmail12 Nov0 / 50.0%',
    ]);
    expect(within(rows[1] as HTMLElement).getByText('128.4%').dataset.hint).toBe(
      'More opens than reach: forwarded or sent again.',
    );
    expect(rows.map((row) => row.querySelector('a')?.getAttribute('href'))).toEqual([
      '/insights/campaigns/autumn?target=t1',
      '/insights/campaigns/push%2F1?target=t1',
      undefined,
      '/insights/campaigns/none?target=t1',
    ]);
  });

  test('of forms have their responses, those without any too, and mark disabled ones', async () => {
    serve({
      ...withInsights(),
      'GET /api/v1/insights/forms': () =>
        json(
          recentForms([
            form(),
            form({ id: 'f2', name: 'Old', enabled: false, responses: 9, answers: 0 }),
          ]),
        ),
    });
    open(page);
    const rows = await rowsOf('Recent forms');
    expect(rows.map((row) => row.textContent)).toEqual([
      'Allergens 20262 d ago61',
      'Olddisabled2 d ago0',
    ]);
    expect(screen.getAllByText('Whatever the period')).toHaveLength(2);
    await userEvent.click(within(rows[0] as HTMLElement).getByRole('link'));
    expect(window.location.pathname).toBe('/insights/forms/allergens');
    await screen.findByText('58');
  });

  test('without anything say how the first comes', async () => {
    serve({
      ...withInsights(),
      'GET /api/v1/insights/campaigns': () => json(recentCampaigns([])),
      'GET /api/v1/insights/forms': () => json(recentForms([])),
    });
    open(page);
    await screen.findByText(/^No campaign was sent yet\./);
    await screen.findByText(/^No form yet\./);
  });
});
